"""The server as its clients meet it: a real process, real HTTP."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from serving import Server, start


def test_a_question_is_answered_over_rest(server: Server) -> None:
    assert "infection" in server.say("how likely is an infection?")[0]


def test_an_emergency_is_deferred_first_over_rest(server: Server) -> None:
    assert server.say("my throat is closing up and I can't breathe")[0].startswith("Call 999 now")


def test_a_typed_intent_is_read_as_words(server: Server) -> None:
    assert server.say("/I can't breathe", "slash")[0].startswith("Call 999 now")


def test_a_follow_up_remembers_what_was_spoken_of(server: Server) -> None:
    server.say("can the therapy cause tumours?", "ben")
    assert "tumour" in server.say("and how common is that?", "ben")[0]


def test_senders_do_not_share_a_conversation(server: Server) -> None:
    server.say("can the therapy cause tumours?", "carol")
    assert "tumour" not in server.say("how long does that last?", "dave")[0]


def test_clients_without_a_sender_do_not_share_a_conversation(server: Server) -> None:
    server.post(b'{"message": "can the therapy cause tumours?"}')
    _, body = server.post(b'{"message": "how long does that last?"}')
    assert "tumour" not in json.loads(body)[0]["text"]


def test_a_button_sends_its_own_words(server: Server) -> None:
    _, body = server.post(b'{"sender": "eve", "message": "what can you do?"}')
    buttons = json.loads(body)[0]["buttons"]
    assert buttons
    assert all(button["title"] == button["payload"] for button in buttons)


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b'{"message": 5}', b'{"sender": 5, "message": "hi"}']
)
def test_a_wrong_request_gets_400_and_a_reason(server: Server, body: bytes) -> None:
    status, answer = server.post(body)
    assert status == 400
    assert json.loads(answer)["message"]


def test_a_huge_request_is_refused(server: Server) -> None:
    status, _ = server.post(json.dumps({"sender": "x", "message": "a" * 1_000_000}).encode())
    assert status == 413


def test_an_emergency_in_a_message_too_long_to_answer_is_deferred(server: Server) -> None:
    assert server.say("I can't breathe. " + "blah " * 1_000, "long")[0].startswith("Call 999 now")


def test_a_streamed_answer_ends(server: Server) -> None:
    status, body = server.post(
        b'{"sender": "s", "message": "does it hurt?"}', "/webhooks/rest/webhook?stream=true"
    )
    assert status == 200
    assert "text" in json.loads(body.splitlines()[0])


def test_the_demo_page_is_served(server: Server) -> None:
    status, page = server.get("/")
    assert status == 200
    assert '<script src="widget.js"' in page
    assert "not for emergencies" in page


def test_health_says_starting_until_the_model_answers(trained_project: Path, tmp_path: Path) -> None:
    server = start(trained_project, tmp_path / "c.db")
    seen: set[int] = set()
    deadline = time.monotonic() + 120
    while 200 not in seen and server.process.poll() is None and time.monotonic() < deadline:
        try:
            seen.add(server.get("/health")[0])
        except OSError:
            time.sleep(0.01)
    server.end()
    assert seen == {503, 200}


def test_a_conversation_outlives_the_server(trained_project: Path, tmp_path: Path) -> None:
    for message, expected in (
        ("can the therapy cause tumours?", "tumour"),
        ("how common is that?", "tumour"),
    ):
        server = start(trained_project, tmp_path / "c.db")
        server.wait_until_ready()
        answer = server.say(message)[0]
        server.end()
        assert expected in answer


def test_a_message_in_flight_is_answered_before_the_server_stops(
    trained_project: Path, tmp_path: Path
) -> None:
    server = start(trained_project, tmp_path / "c.db")
    server.wait_until_ready()
    answers: list[Any] = []

    def talk(number: int) -> None:
        answers.append(server.say("how likely is an infection?", f"sender {number}"))

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while not answers and time.monotonic() < deadline:
        time.sleep(0.001)
    server.process.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join()
    printed = server.end()
    assert len(answers) == 20
    assert server.process.returncode == 0
    assert "ERROR" not in printed


def test_nothing_that_a_patient_writes_is_printed(trained_project: Path, tmp_path: Path) -> None:
    server = start(trained_project, tmp_path / "c.db", LOG_LEVEL="DEBUG")
    server.wait_until_ready()
    server.say("my xylophone cannot breathe")
    server.say("is xylophone pain normal?")
    server.post(b'{"sender": "x", "message": "xylophone"')
    assert "xylophone" not in server.end()


def test_a_taken_port_is_said_plainly(server: Server, trained_project: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "bot",
        "serve",
        "--port",
        str(server.port),
        "--database",
        str(tmp_path / "c.db"),
    ]
    run = subprocess.run(
        command, cwd=trained_project, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 1
    assert "--port" in run.stdout + run.stderr
