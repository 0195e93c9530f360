"""What channels remember, in order, across restarts and without a file; and how often they try."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
from faults import WORD

from bot.channels.messaging.delivery import (
    Answer,
    Failure,
    NotDeliveredError,
    Retries,
    retry_after,
    usual_failure,
)
from bot.channels.messaging.incoming import Incoming
from bot.channels.messaging.memory import Memory
from bot.channels.messaging.turns import Turns

MESSAGE = Incoming("1", "person", {"to": "person"}, WORD)


async def test_a_message_is_kept_until_it_is_answered_and_no_longer(tmp_path: Path) -> None:
    memory = Memory("test", tmp_path / "m.db")
    assert await memory.take(MESSAGE)
    assert await memory.take_waiting() == [MESSAGE]
    await memory.answered(MESSAGE)
    assert await memory.take_waiting() == []
    memory.close()
    assert not any(WORD.encode() in file.read_bytes() for file in tmp_path.iterdir())


async def test_a_message_that_stops_the_bot_is_not_tried_for_ever(tmp_path: Path) -> None:
    for expected in ([], [MESSAGE], []):
        memory = Memory("test", tmp_path / "m.db")
        if not expected:
            await memory.take(MESSAGE)
        assert (await memory.take_waiting() if expected else []) == expected
        memory.close()
    memory = Memory("test", tmp_path / "m.db")
    assert await memory.take_waiting() == []


async def test_two_channels_share_a_file_and_no_events(tmp_path: Path) -> None:
    one, two = Memory("one", tmp_path / "m.db"), Memory("two", tmp_path / "m.db")
    assert await one.take(MESSAGE)
    assert await two.take(MESSAGE)
    assert await one.conversation("person") != await two.conversation("person")


async def test_a_conversation_keeps_its_name_across_restarts(tmp_path: Path) -> None:
    names = {await Memory("test", tmp_path / "m.db").conversation("+447700900123") for _ in range(2)}
    assert len(names) == 1
    assert "7700" not in names.pop()


async def test_without_a_file_it_is_kept_in_the_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "folder").write_text("a file where a folder should be")
    memory = Memory("test", tmp_path / "folder" / "m.db")
    with caplog.at_level(logging.ERROR, "bot"):
        assert await memory.take(MESSAGE)
        assert not await memory.take(MESSAGE)
        await memory.offer("c", ["One"])
        assert await memory.choices("c") == ["One"]
        await memory.stop("c", stopped=True)
        assert await memory.stopped("c")
        assert "person" not in await memory.conversation("person")
    assert "The memory of the messaging channels failed" in caplog.text
    assert WORD not in caplog.text


async def test_work_of_one_person_is_done_in_order_and_of_others_beside_it() -> None:
    turns, done, go = Turns(), [], asyncio.Event()

    async def slow() -> None:
        await go.wait()
        done.append("slow")

    async def quick(name: str) -> None:
        done.append(name)

    turns.add("a", slow)
    turns.add("a", lambda: quick("after slow"))
    turns.add("b", lambda: quick("other"))
    assert not await turns.finish(0.01)
    assert done == ["other"]
    go.set()
    assert await turns.finish(10)
    assert done == ["other", "slow", "after slow"]


async def test_work_that_fails_is_logged_without_words_and_the_next_is_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    turns, done = Turns(), []

    async def fail() -> None:
        raise RuntimeError(WORD)

    async def after() -> None:
        done.append(1)

    turns.add("a", fail)
    turns.add("a", after)
    assert await turns.finish(10)
    assert done == [1]
    assert "RuntimeError" in caplog.text
    assert WORD not in caplog.text


@pytest.mark.parametrize(("alarm", "attempts"), [(False, 5), (True, 8)])
async def test_it_is_tried_a_bounded_number_of_times_with_growing_pauses(alarm: bool, attempts: int) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async def fail() -> Failure:
        return Failure("HTTP 500", again=True)

    with pytest.raises(NotDeliveredError, match="HTTP 500"):
        await Retries(pause=pause).until_done(fail, alarm=alarm)
    assert len(pauses) == attempts - 1
    assert pauses == sorted(pauses)
    assert max(pauses) <= 36


async def test_what_the_platform_will_never_take_is_tried_once() -> None:
    tried = []

    async def fail() -> Failure:
        tried.append(1)
        return Failure("HTTP 400", again=False)

    with pytest.raises(NotDeliveredError):
        await Retries().until_done(fail)
    assert tried == [1]


async def test_a_pause_that_is_asked_for_is_kept_up_to_two_minutes() -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    answers = iter([Failure("HTTP 429", True, 50.0), Failure("HTTP 429", True, 5_000.0), None])

    async def attempt() -> Failure | None:
        return next(answers)

    await Retries(pause=pause).until_done(attempt)
    assert pauses == [50.0, 120.0]


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    in_a_minute = format_datetime(datetime.now(timezone.utc) + timedelta(minutes=1), usegmt=True)
    assert retry_after("7") == 7
    assert 50 < (retry_after(in_a_minute) or 0) <= 60
    assert retry_after("soon") is None
    assert retry_after(None) is None


@pytest.mark.parametrize(
    ("status", "again"), [(200, None), (302, False), (400, False), (429, True), (503, True)]
)
def test_a_status_tells_whether_to_try_again(status: int, again: bool | None) -> None:
    failure = usual_failure(Answer(status, {}, None))
    assert (failure.again if failure else None) is again
