"""While the model loads alarms are answered at once and the rest is held; what waits is taken up once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from rows_telegram import Telegram
from served_channel import served
from starting import STARTING, starting_assistant

from bot.channels.messaging.incoming import Incoming
from bot.channels.messaging.memory import Memory

EMERGENCY = "my throat is closing up and I can't breathe"
QUESTION = "how likely is an infection?"


async def test_a_question_is_held_until_the_bot_is_ready_and_an_alarm_is_not(tmp_path: Path) -> None:
    async with served(Telegram(), starting_assistant(), tmp_path) as channel:
        channel.channel.hold()
        assert await channel.say(QUESTION) == []
        first, *_ = await channel.say(EMERGENCY, id_="2")
        assert first.text.startswith("Call 999 now.")
        assert await channel.say("thanks", id_="3") == []
        channel.channel.release()
        assert [sent.text.startswith(STARTING) for sent in await channel.replies()] == [True, True]


async def test_what_is_held_when_the_bot_stops_is_answered_at_its_next_start(tmp_path: Path) -> None:
    row = Telegram()
    async with served(row, starting_assistant(), tmp_path) as before:
        before.channel.hold()
        assert await before.say(QUESTION) == []
    async with served(row, starting_assistant(), tmp_path) as after:
        await after.channel.resume()
        assert len(await after.replies()) == 1


async def test_taking_up_what_waits_leaves_what_has_just_been_taken_alone(tmp_path: Path) -> None:
    row = Telegram()
    old = Memory("telegram", tmp_path / "messaging.db")
    await old.take(Incoming("7", row.person, {"to": row.person}, QUESTION))
    old.close()
    async with served(row, starting_assistant(), tmp_path) as channel:
        channel.channel.hold()
        await channel.post(row.text(QUESTION))
        await asyncio.gather(channel.channel.resume(), channel.channel.resume())
        channel.channel.release()
        assert len(await channel.replies()) == 2
