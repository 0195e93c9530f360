"""An alarm that does not arrive: nothing is sent in its place, it is owed, counted once, and never lost in silence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faults import WORD
from mail_server import MailServer
from rows_mail import Mailgun
from rows_telegram import Telegram
from served_channel import served
from starting import STARTING, starting_assistant

from bot.channels.messaging import channel as module
from bot.channels.messaging.delivery import Retries
from bot.channels.messaging.incoming import Incoming
from bot.channels.messaging.memory import Memory

EMERGENCY = "my throat is closing up and I can't breathe"
URGENT = "my knee is red and leaking pus"
DOWN = (500, {}, {})
LATER = (429, {"Retry-After": "60"}, {})


async def until(true: Callable[[], Any]) -> None:
    async def wait() -> None:
        while not true():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), 10)


async def test_behind_an_alarm_that_did_not_arrive_nothing_else_of_its_reply_is_sent(tmp_path: Path) -> None:
    async with served(Telegram(), starting_assistant(), tmp_path) as channel:
        channel.platform.failures = [DOWN] * 8
        assert await channel.say(EMERGENCY) == []
        assert channel.platform.refused == 8
        assert channel.channel.memory.undelivered == 1


async def test_an_alarm_that_is_owed_leads_the_next_answer_and_is_paid_once(tmp_path: Path) -> None:
    async with served(Telegram(), starting_assistant(), tmp_path) as channel:
        channel.platform.failures = [DOWN] * 8
        await channel.say(EMERGENCY)
        late, answer = await channel.say("thanks", id_="2")
        assert late.text.startswith("Call 999 now.")
        assert answer.text.startswith(STARTING)
        assert len(await channel.say("thanks", id_="3")) == 1
        assert channel.channel.memory.undelivered == 1


async def test_an_alarm_that_is_owed_is_answered_again_when_the_bot_starts_again(tmp_path: Path) -> None:
    row = Telegram()
    async with served(row, starting_assistant(), tmp_path) as before:
        before.platform.failures = [DOWN] * 8
        await before.say(EMERGENCY)
    async with served(row, starting_assistant(), tmp_path) as after:
        await after.channel.resume()
        first, *_ = await after.replies()
        assert first.text.startswith("Call 999 now.")


async def test_an_alarm_that_has_arrived_late_is_not_answered_again_at_a_restart(tmp_path: Path) -> None:
    row = Telegram()
    async with served(row, starting_assistant(), tmp_path) as before:
        before.platform.failures = [DOWN] * 8
        await before.say(EMERGENCY)
        await before.say("thanks", id_="2")
    async with served(row, starting_assistant(), tmp_path) as after:
        await after.channel.resume()
        assert await after.replies() == []


async def test_the_same_alarm_raised_again_is_sent_once(tmp_path: Path) -> None:
    async with served(Telegram(), starting_assistant(), tmp_path) as channel:
        channel.platform.failures = [DOWN] * 8
        await channel.say(EMERGENCY)
        sent = await channel.say(EMERGENCY, id_="2")
        assert [said.text.startswith("Call 999 now.") for said in sent] == [True, False]


async def test_a_new_emergency_comes_before_what_is_owed(tmp_path: Path) -> None:
    async with served(Telegram(), starting_assistant(), tmp_path) as channel:
        channel.platform.failures = [DOWN] * 8
        await channel.say(URGENT)
        first, owed, *_ = await channel.say(EMERGENCY, id_="2")
        assert first.text.startswith("Call 999 now.")
        assert owed.text.startswith("Please contact your clinic today")


async def test_an_alarm_that_the_platform_never_takes_does_not_silence_the_chat_for_ever(
    tmp_path: Path,
) -> None:
    async with served(Telegram(), starting_assistant(), tmp_path) as channel:
        channel.platform.failures = [(400, {}, {})] * 4
        for number in range(4):
            assert await channel.say(EMERGENCY if number == 0 else "thanks", id_=str(number)) == []
        assert len(await channel.say("thanks", id_="5")) == 1


async def test_an_alarm_that_waits_for_the_platform_when_the_bot_stops_is_answered_at_its_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SECONDS_TO_FINISH", 0.1)
    row = Telegram()
    async with served(row, starting_assistant(), tmp_path, retries=Retries()) as before:
        before.platform.failures = [LATER]
        await before.post(row.text(EMERGENCY))
        await until(lambda: before.platform.refused)
    async with served(row, starting_assistant(), tmp_path) as after:
        await after.channel.resume()
        first, *_ = await after.replies()
        assert first.text.startswith("Call 999 now.")


async def test_an_alarm_does_not_wait_for_an_ordinary_answer_that_the_platform_puts_off(
    tmp_path: Path,
) -> None:
    row = Telegram()
    async with served(row, starting_assistant(), tmp_path, retries=Retries()) as channel:
        channel.platform.failures = [LATER, LATER]
        await channel.post(row.text("how likely is an infection?"))
        await until(lambda: channel.platform.refused)
        await channel.post(row.text(EMERGENCY, id_="2"))
        await until(lambda: channel.platform.received)
        assert row.sent(channel.platform.received[0]).text.startswith("Call 999 now.")


async def test_after_an_alarm_ordinary_answers_are_tried_again_as_before(tmp_path: Path) -> None:
    async with served(Telegram(), starting_assistant(), tmp_path) as channel:
        await channel.say(EMERGENCY)
        channel.platform.failures = [DOWN] * 3
        assert len(await channel.say("thanks", id_="2")) == 1


@pytest.mark.parametrize("knows_utf8", [True, False])
async def test_an_alarm_to_an_address_of_other_letters_arrives_or_is_counted(
    tmp_path: Path, knows_utf8: bool
) -> None:
    row, server = Mailgun(), MailServer(utf8=knows_utf8)
    async with served(row, starting_assistant(), tmp_path, platform=server) as channel:
        await channel.post(row.text(EMERGENCY, person="jürgen@example.org"))
        sent = await channel.replies()
        assert channel.channel.memory.undelivered == (0 if knows_utf8 else 1)
        assert [mail.subject for mail in sent[:1]] == (["Call 999 now."] if knows_utf8 else [])


async def test_a_domain_of_other_letters_is_written_as_servers_know_it(tmp_path: Path) -> None:
    row = Mailgun()
    async with served(row, starting_assistant(), tmp_path) as channel:
        await channel.post(row.text(EMERGENCY, person="sam@bücher.example"))
        await channel.replies()
        assert channel.platform.recipients[0] == "sam@xn--bcher-kva.example"


async def test_an_alarm_that_an_unforeseen_fault_stops_is_counted_and_not_tried_for_ever(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    row = Telegram()
    async with served(row, starting_assistant(), tmp_path) as channel:
        channel.channel.words = None  # which every reply is composed with

        with caplog.at_level(logging.ERROR, "bot"):
            assert await channel.say(f"{EMERGENCY} {WORD}") == []
        assert channel.channel.memory.undelivered == 1
        assert WORD not in caplog.text
        assert await Memory("telegram", tmp_path / "messaging.db").take_waiting() == []


@pytest.mark.parametrize(("words", "lost"), [(f"{EMERGENCY} {WORD}", 1), (f"is {WORD} pain common?", 0)])
async def test_what_is_given_up_is_logged_and_an_alarm_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, words: str, lost: int
) -> None:
    path = tmp_path / "m.db"
    await Memory("telegram", path).take(Incoming("1", "person", {}, words))
    assert len(await Memory("telegram", path).take_waiting()) == 1
    memory = Memory("telegram", path)
    with caplog.at_level(logging.ERROR, "bot"):
        assert await memory.take_waiting() == []
    assert memory.undelivered == lost
    assert "1 messages over telegram will not be answered any more" in caplog.text
    assert WORD not in caplog.text
