"""Messages through the website's channel: what a reply holds, once each, whatever the connection does."""

from __future__ import annotations

import json
import socket
import sqlite3
import time
import uuid
from contextlib import closing

import pytest
from serving import Server
from web_site import Visitor

from bot.gate import TOO_LONG


@pytest.fixture
def visitor(web: Server) -> Visitor:
    return Visitor(web).begin()


def times_heard(visitor: Visitor) -> int:
    """Return how many of the visitor's messages are kept."""
    with closing(sqlite3.connect(visitor.server.database)) as connection:
        query = "SELECT count(*) FROM events WHERE sender_id = ? AND type_name = 'user'"
        return int(connection.execute(query, [visitor.session]).fetchone()[0])


def test_an_answer_names_its_topic_and_spells_out_its_sources(visitor: Visitor) -> None:
    answer = visitor.say("how likely is an infection?").body
    (source,) = answer["messages"][0]["sources"]
    assert (answer["topic"], answer["urgency"], answer["alarm"]) == ("infection_risk", "none", "none")
    assert source["heading"] == "Infection Risk"
    assert source["text"].startswith("Any invasive procedure carries the risk")


def test_an_emergency_is_deferred_first_and_stays_open(visitor: Visitor) -> None:
    first = visitor.say("my throat is closing up and I can't breathe").body
    later = visitor.say("what can you do?").body
    assert first["messages"][0]["text"].startswith("Call 999 now")
    assert first["messages"][0]["urgency"] == "emergency"
    assert (first["alarm"], later["urgency"], later["alarm"]) == ("emergency", "none", "emergency")


def test_an_alarm_is_closed_once_help_is_on_its_way(visitor: Visitor) -> None:
    visitor.say("I can't breathe")
    assert visitor.say("the ambulance is here now").body["alarm"] == "none"


def test_a_crisis_is_told_from_other_emergencies(visitor: Visitor) -> None:
    assert visitor.say("I want to kill myself").body["alarm"] == "crisis"


def test_what_was_reported_is_named_for_the_clinician(visitor: Visitor) -> None:
    assert "a hot, swollen joint" in visitor.say("My knee is hot, red and leaking pus").body["reported"]


def test_offered_topics_are_buttons_that_send_their_own_words(visitor: Visitor) -> None:
    buttons = [
        button for each in visitor.say("what can you do?").body["messages"] for button in each["buttons"]
    ]
    assert "Risk of infection" in buttons
    assert visitor.say("Risk of infection").body["topic"] == "infection_risk"


def test_a_follow_up_remembers_what_was_spoken_of(visitor: Visitor) -> None:
    visitor.say("can the therapy cause tumours?")
    assert visitor.say("and how common is that?").body["topic"] == "tumour_risk"


@pytest.mark.parametrize(
    "text", ["", " ", "🙂", "/restart", "\x00", "\ud800", "<script>alert(1)</script>", "a" * 1_999]
)
def test_every_text_gets_a_reply_with_words_in_it(visitor: Visitor, text: str) -> None:
    answer = visitor.say(text)
    assert answer.status == 200
    assert all(words.strip() for words in answer.texts)


def test_a_message_over_the_longest_gets_a_helpful_answer(visitor: Visitor) -> None:
    (words,) = visitor.say("is pain normal? " * (TOO_LONG // 16 + 1)).texts
    assert "too long" in words
    assert "999" in words


def test_an_emergency_in_a_message_over_the_longest_is_deferred_first(visitor: Visitor) -> None:
    answer = visitor.say("I can't breathe. " + "blah " * 1_000)
    assert answer.texts[0].startswith("Call 999 now")
    assert answer.body["alarm"] == "emergency"


def test_a_message_sent_again_gets_the_same_answer_and_is_heard_once(visitor: Visitor) -> None:
    first, again = (visitor.say("is swelling normal?", "the-same-id") for _ in range(2))
    assert first.body == again.body
    assert times_heard(visitor) == 1


def test_an_id_that_comes_again_with_other_words_is_refused(visitor: Visitor) -> None:
    visitor.say("is swelling normal?", "the-same-id")
    assert visitor.say("is pain normal?", "the-same-id").status == 409


def test_the_turn_is_finished_though_the_visitor_hangs_up(visitor: Visitor) -> None:
    name = uuid.uuid4().hex
    body = json.dumps({"id": name, "text": "can the therapy cause tumours?"}).encode()
    head = (
        f"POST /webhooks/web/webhook HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {visitor.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", visitor.server.port)) as connection:
        connection.sendall(head.encode() + body)
    deadline = time.monotonic() + 20
    while times_heard(visitor) == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert visitor.say("can the therapy cause tumours?", name).body["topic"] == "tumour_risk"
    assert times_heard(visitor) == 1


WRONG = [
    b"",
    b"not json",
    b"[]",
    b"{}",
    b"\xff\xfe",
    b'{"id": "12345678"}',
    b'{"id": "12345678", "text": 5}',
    b'{"id": "x", "text": "hi"}',
    b'{"id": "../../etc", "text": "hi"}',
    b'{"id": null, "text": "hi"}',
    b'{"text": "no id"}',
]


@pytest.mark.parametrize("body", WRONG)
def test_a_wrong_body_gets_400_and_a_reason(visitor: Visitor, body: bytes) -> None:
    answer = visitor.ask("POST", "webhook", raw=body)
    assert answer.status == 400
    assert answer.body["message"]


def test_a_body_that_is_not_declared_as_json_is_refused(visitor: Visitor) -> None:
    answer = visitor.ask(
        "POST", "webhook", raw=b'{"id": "12345678", "text": "hi"}', Content_Type="text/plain"
    )
    assert answer.status == 415


def test_a_huge_body_is_refused(visitor: Visitor) -> None:
    assert visitor.say("a" * 100_000).status == 413


def test_the_settings_are_the_clinics(web: Server) -> None:
    settings = Visitor(web).ask("GET", "settings").body
    assert settings["emergency_number"] == "999"
    assert settings["longest_message"] == TOO_LONG
    assert settings["starters"]
