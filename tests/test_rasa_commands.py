"""Rasa's own commands in the checkout, as somebody who knows Rasa but not `bot` uses them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from serving import Server
from web_site import Visitor

from bot.engine import Engine

ROOT = Path(__file__).parent.parent
CONVERSATIONS = ROOT / "tests" / "conversations"

RASA = [sys.executable, "-W", "ignore", "-m", "rasa"]
ENVIRONMENT = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "NO_COLOR": "1"}
LONGEST = 300.0
"""Seconds that a command may take; each loads TensorFlow, and the machine may be busy."""

MESSAGES = """\
version: "3.1"
nlu:
- intent: tumour_risk
  examples: |
    - [can it cause tumours?](aspect:general)
    - [will I get cancer from this](aspect:general)
- intent: infection_risk
  examples: |
    - [how likely is an infection?](aspect:likelihood)
    - [how can I prevent an infection?](aspect:prevention)
- intent: human_handoff
  examples: |
    - [can I speak to a person please](aspect:general)
    - [I want to talk to a human](aspect:general)
- intent: smalltalk
  examples: |
    - [hello](aspect:general)
    - [thanks](aspect:general)
- intent: privacy
  examples: |
    - [please delete my data](aspect:general)
    - [delete my messages](aspect:general)
"""


def rasa(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*RASA, *arguments],
        cwd=ROOT,
        env=ENVIRONMENT,
        input=given,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Place:
    """Where Rasa's server runs for these tests: the checkout's settings, but no port or file of the checkout's own."""

    folder: Path
    port: int = field(default_factory=free_port)
    actions_port: int = field(default_factory=free_port)

    @property
    def database(self) -> Path:
        return self.folder / "conversations.db"

    @property
    def endpoints(self) -> str:
        yaml = YAML(typ="safe")
        endpoints = yaml.load(ROOT / "endpoints.yml")
        endpoints["tracker_store"]["db"] = str(self.database)
        endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{self.actions_port}/webhook"
        path = self.folder / "endpoints.yml"
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(endpoints, file)
        return str(path)

    @property
    def credentials(self) -> str:
        yaml = YAML(typ="safe")
        credentials = yaml.load(ROOT / "credentials.yml")
        credentials["bot.channels.web.WebChannel"]["folder"] = str(self.folder)
        path = self.folder / "credentials.yml"
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(credentials, file)
        return str(path)

    def say(self, message: str, sender: str) -> list[str]:
        body = json.dumps({"sender": sender, "message": message}).encode()
        address = f"http://127.0.0.1:{self.port}/webhooks/rest/webhook"
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as response:
            return [answer["text"] for answer in json.load(response)]

    def kept(self, sender: str) -> int:
        """Return how many events of the conversation are in the database."""
        with closing(sqlite3.connect(self.database)) as connection:
            return int(
                connection.execute("SELECT count(*) FROM events WHERE sender_id = ?", [sender]).fetchone()[0]
            )


@contextmanager
def running(arguments: list[str], ready: str, log: Path) -> Iterator[None]:
    """Run one of Rasa's servers until the end of the block; `ready` is the address that answers once it is up."""
    with log.open("w") as output:
        process = subprocess.Popen(
            [*RASA, *arguments], cwd=ROOT, env=ENVIRONMENT, stdout=output, stderr=output
        )
        try:
            deadline = time.monotonic() + LONGEST
            while not answers(ready):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.2)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="module")
def server(trained_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A running `rasa run`, with no action server."""
    place = Place(tmp_path_factory.mktemp("rasa_run"))
    arguments = ["run", "--port", str(place.port), "--endpoints", place.endpoints, "--interface", "127.0.0.1"]
    arguments += ["--credentials", place.credentials]
    with running(arguments, f"http://127.0.0.1:{place.port}/webhooks/rest/", place.folder / "log"):
        yield place


@pytest.fixture
def action_server(server: Place) -> Iterator[Place]:
    """`rasa run` and, beside it, `rasa run actions`."""
    arguments = ["run", "actions", "--port", str(server.actions_port)]
    with running(arguments, f"http://127.0.0.1:{server.actions_port}/health", server.folder / "actions log"):
        yield server


def test_rasa_data_validate_finds_nothing_to_fail_on() -> None:
    done = rasa("data", "validate", "--fail-on-warnings")
    assert done.returncode == 0, done.stderr


def test_rasa_test_core_passes_on_the_conversation_tests(trained_project: Path, tmp_path: Path) -> None:
    done = rasa(
        *("test", "core", "--stories", "tests/conversations", "--fail-on-prediction-errors"),
        *("--out", str(tmp_path)),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Evaluating {len(stories())} stories" in done.stdout + done.stderr


def stories() -> list[str]:
    """Return the names of all conversation tests."""
    read = YAML(typ="safe").load
    return [story["story"] for file in CONVERSATIONS.glob("test_*.yml") for story in read(file)["stories"]]


async def test_each_message_of_the_conversation_tests_is_understood_as_they_say(engine: Engine) -> None:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import UserUttered
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader

    reader = YAMLStoryReader(Domain.load(str(ROOT / "domain.yml")))
    steps = [
        step for file in sorted(CONVERSATIONS.glob("test_*.yml")) for step in reader.read_from_file(file)
    ]
    messages = [event for step in steps for event in step.events if isinstance(event, UserUttered)]
    assert messages
    for message in messages:
        parse = await engine.parse(message.text)
        understood = (parse["intent"]["name"], [entity["value"] for entity in parse["entities"]])
        said = (message.intent_name, [entity["value"] for entity in message.entities])
        assert understood == said, message.text


def test_rasa_test_nlu_reports_on_labelled_messages(trained_project: Path, tmp_path: Path) -> None:
    messages = tmp_path / "nlu.yml"
    messages.write_text(MESSAGES, encoding="utf-8")
    done = rasa("test", "nlu", "--nlu", str(messages), "--out", str(tmp_path / "results"), "--no-plot")
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "results" / "intent_report.json").read_text())
    assert report["weighted avg"]["support"] == 10
    assert report["accuracy"] == 1.0


def test_rasa_train_makes_a_model_that_answers(trained_project: Path, tmp_path: Path) -> None:
    done = rasa("train", "--out", str(tmp_path / "models"), "--fixed-model-name", "mine")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "models" / "mine.tar.gz").is_file()
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for name in ("clinic.yml", "config.yml", "domain.yml"):
        shutil.copy(ROOT / name, tmp_path)
    asked = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "can it cause tumours?", "--project", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    assert "theoretical risk" in asked.stdout, asked.stderr


def test_rasa_shell_answers_what_is_typed(trained_project: Path, tmp_path: Path) -> None:
    place = Place(tmp_path)
    done = rasa(
        *("shell", "--port", str(place.port), "--endpoints", place.endpoints),
        given="can it cause tumours?\n/stop\n",
    )
    assert done.returncode == 0, done.stderr
    assert "theoretical risk" in done.stdout


def test_rasa_run_answers_a_question_over_rest(server: Place) -> None:
    assert "infection" in server.say("how likely is an infection?", "anna")[0]


@pytest.mark.parametrize("message", ["I can't breathe", "/I can't breathe", "what is it? I can't breathe"])
def test_rasa_run_defers_an_emergency_first(server: Place, message: str) -> None:
    assert server.say(message, "ben")[0].startswith("Call 999 now")


def test_rasa_run_defers_an_emergency_in_another_language_first_in_that_language(server: Place) -> None:
    first = server.say("nie mogę oddychać", "basia")[0]
    assert first.startswith("Proszę natychmiast zadzwonić pod numer 999.")
    assert "\nCall 999 now." in first


def test_rasa_run_serves_the_websites_channel(server: Place) -> None:
    visitor = Visitor(Server(None, server.port, server.database)).begin()  # type: ignore[arg-type]
    answer = visitor.say("how likely is an infection?").body
    alarm = visitor.say("my throat is closing up and I can't breathe").body
    assert answer["messages"][0]["sources"][0]["heading"] == "Infection Risk"
    assert alarm["messages"][0]["text"].startswith("Call 999 now")
    assert alarm["alarm"] == "emergency"
    assert visitor.say("what can you do?").body["alarm"] == "emergency"
    assert server.kept(visitor.session) > 0
    assert visitor.ask("DELETE", "conversation").body == {"deleted": True}
    assert server.kept(visitor.session) == 0


@pytest.mark.parametrize("message", ["", "/", "/greet", "😀", "x" * 5_000])
def test_rasa_run_answers_any_message(server: Place, message: str) -> None:
    assert server.say(message, "carol")[0].strip()


def test_rasa_run_without_an_action_server_does_not_claim_to_have_deleted(server: Place) -> None:
    server.say("how likely is an infection?", "dave")
    assert "could not delete" in " ".join(server.say("please delete my data", "dave"))
    assert server.kept("dave") > 0


def test_rasa_run_deletes_a_conversation_where_rasa_run_actions_runs(action_server: Place) -> None:
    action_server.say("how likely is an infection?", "eve")
    assert action_server.kept("eve") > 0
    assert "have been deleted" in " ".join(action_server.say("please delete my data", "eve"))
    assert action_server.kept("eve") == 0
