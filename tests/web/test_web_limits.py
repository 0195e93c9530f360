"""Floods are held back, and an emergency is deferred all the same."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st
from serving import Server
from web_site import Visitor

from bot.channels.web_limits import Limit


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def flood(visitor: Visitor, text: str, most: int = 40) -> list[int]:
    """Send messages until one is held back; return the statuses."""
    statuses: list[int] = []
    while len(statuses) < most and 429 not in statuses:
        statuses.append(visitor.say(text).status)
    return statuses


def test_a_session_that_floods_is_told_to_wait_and_whom_to_call(web: Server) -> None:
    visitor = Visitor(web).begin()
    assert flood(visitor, "")[-1] == 429
    answer = visitor.say("is pain normal?")
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert "999" in answer.texts[0]


def test_an_emergency_that_is_held_back_is_deferred_first(web: Server) -> None:
    visitor = Visitor(web).begin()
    flood(visitor, "")
    answer = visitor.say("I can't breathe")
    assert answer.status == 429
    assert answer.texts[0].startswith("Call 999 now")
    assert answer.body["alarm"] == "emergency"


def test_an_alarm_stays_open_behind_an_urgent_message_that_is_held_back(web: Server) -> None:
    visitor = Visitor(web).begin()
    assert visitor.say("I can't breathe").body["alarm"] == "emergency"
    flood(visitor, "")
    answer = visitor.say("my calf is hot and swollen")
    assert answer.status == 429
    assert answer.body["alarm"] == "emergency"


def test_an_emergency_that_is_held_back_stays_open_in_the_conversation(web: Server) -> None:
    visitor = Visitor(web).begin()
    flood(visitor, "")
    assert visitor.say("I can't breathe").status == 429
    assert visitor.say("hello").body["alarm"] == "emergency"


def test_a_message_that_was_answered_can_be_fetched_again_in_a_flood(web: Server) -> None:
    visitor = Visitor(web).begin()
    first = visitor.say("how likely is an infection?", "the-same-id")
    flood(visitor, "")
    assert visitor.say("how likely is an infection?", "the-same-id").body == first.body


def test_one_sessions_flood_is_not_anothers(web: Server) -> None:
    visitor = Visitor(web).begin()
    flood(visitor, "")
    assert Visitor(web, address=visitor.address).begin().say("hello").status == 200


def test_an_address_cannot_begin_sessions_without_end(web: Server) -> None:
    visitor = Visitor(web)
    statuses = [visitor.ask("POST", "sessions").status for _ in range(300)]
    assert statuses[:20] == [201] * 20
    assert 429 in statuses


def test_an_address_that_floods_from_many_sessions_is_held_back(web: Server) -> None:
    address = uuid.uuid4().hex
    visitor = Visitor(web, Visitor(web).begin().token, address)
    answer = visitor.say("I can't breathe")
    for _ in range(10):
        while visitor.ask("POST", "sessions").status != 429:
            pass
        answer = visitor.say("I can't breathe")
        if answer.status == 429:
            break
    assert answer.status == 429
    assert answer.texts[0].startswith("Call 999 now")


@given(st.integers(1, 20), st.integers(1, 600))
def test_a_burst_passes_and_the_next_waits_as_long_as_it_is_told(burst: int, a_minute: int) -> None:
    clock = Clock()
    limit = Limit(burst, a_minute, clock)
    assert [limit.take("a") for _ in range(burst)] == [0] * burst
    clock.now += limit.take("a")
    assert limit.take("a") == 0


def test_keys_are_counted_each_by_itself() -> None:
    limit = Limit(1, 1, Clock())
    assert (limit.take("a"), limit.take("b")) == (0, 0)
    assert limit.take("a") > 0
