"""What people say is read as theirs in every form that a platform gives it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rows_slack import Slack
from rows_teams import Teams
from rows_telegram import Telegram
from rows_twilio import TwilioSms
from served_channel import served
from starting import starting_assistant

EMERGENCY = "I can't breathe"


@pytest.mark.parametrize(
    "words",
    [
        f"/help {EMERGENCY}",
        f"/help@ClinicBot {EMERGENCY}",
        f"/help\n{EMERGENCY}",
        f"/start {EMERGENCY}",
        "/start cant_breathe",
    ],
)
async def test_words_after_a_command_of_telegrams_are_read(tmp_path: Path, words: str) -> None:
    async with served(Telegram(), starting_assistant(), tmp_path) as channel:
        first, *_ = await channel.say(words)
        assert first.text.startswith("Call 999 now.")


@pytest.mark.parametrize("subtype", ["thread_broadcast", "me_message", None])
async def test_what_people_say_in_slack_in_other_ways_is_read(tmp_path: Path, subtype: str | None) -> None:
    row = Slack()
    async with served(row, starting_assistant(), tmp_path) as channel:
        await channel.post(row.event(row.message("1", text=EMERGENCY, subtype=subtype)))
        first, *_ = await channel.replies()
        assert first.text.startswith("Call <tel:999|999> now.")


async def test_teams_messages_of_the_same_id_in_two_conversations_are_both_answered(tmp_path: Path) -> None:
    row = Teams()
    async with served(row, starting_assistant(), tmp_path) as channel:
        await channel.post(row.text("thanks", person="a:1sam"))
        await channel.post(row.text("thanks", person="a:1kim"))
        assert {sent.to for sent in await channel.replies()} == {"a:1sam", "a:1kim"}


async def test_who_opens_a_chat_in_teams_is_answered(tmp_path: Path) -> None:
    row = Teams()
    async with served(row, starting_assistant(), tmp_path) as channel:
        await channel.post(row.activity("conversationUpdate", "7", membersAdded=[{"id": "29:1user"}]))
        assert len(await channel.replies()) == 1


async def test_what_twilio_takes_for_stop_is_one_in_any_language(tmp_path: Path) -> None:
    row = TwilioSms()
    async with served(row, starting_assistant(), tmp_path) as channel:
        await channel.post(row.signed(row.form("s", row.person, Body="PARAR", OptOutType="STOP")))
        assert await channel.replies() == []
        assert await channel.say("how likely is an infection?", id_="2") == []
        await channel.post(row.signed(row.form("t", row.person, Body="COMEZAR", OptOutType="START")))
        assert len(await channel.say("how likely is an infection?", id_="3")) == 1


async def test_what_twilio_has_answered_is_not_answered_again(tmp_path: Path) -> None:
    row = TwilioSms()
    async with served(row, starting_assistant(), tmp_path) as channel:
        await channel.post(row.signed(row.form("h", row.person, Body="AYUDA", OptOutType="HELP")))
        assert await channel.replies() == []
