"""Google Chat's two kinds of apps: who may call, and what their events mean."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from rows_googlechat import GoogleChat, GoogleChatAddOn
from served_channel import served
from starting import starting_assistant

from bot.channels.googlechat import GoogleChatChannel
from bot.yamlfile import DataError

EMERGENCY = "I can't breathe"
BOTH = pytest.mark.parametrize("row", [GoogleChat(), GoogleChatAddOn()], ids=lambda row: row.id)


@BOTH
async def test_who_adds_the_app_by_a_mention_is_answered(tmp_path: Path, row: GoogleChat) -> None:
    message = {"name": "spaces/AAAA/messages/1", "argumentText": f" {EMERGENCY}"}
    async with served(row, starting_assistant(), tmp_path) as channel:
        await channel.post(row.event("ADDED_TO_SPACE", message=message))
        first, *_ = await channel.replies()
        assert first.text.startswith("Call 999 now.")


@BOTH
async def test_who_adds_the_app_without_a_word_is_greeted(tmp_path: Path, row: GoogleChat) -> None:
    async with served(row, starting_assistant(), tmp_path) as channel:
        await channel.post(row.event("ADDED_TO_SPACE"))
        assert len(await channel.replies()) == 1


@BOTH
async def test_an_event_of_no_known_form_is_taken_and_logged(
    tmp_path: Path, row: GoogleChat, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(row, starting_assistant(), tmp_path) as channel:
        with caplog.at_level(logging.ERROR, "bot"):
            assert (await channel.post(row.signed({"chat": {"newPayload": {}}})))[0] == 200
    assert "An event of googlechat could not be read: ValueError" in caplog.text


async def test_a_token_of_another_add_on_is_refused(tmp_path: Path) -> None:
    row = GoogleChatAddOn()
    other = "service-666@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
    body = json.loads(row.text(EMERGENCY).body)
    async with served(row, starting_assistant(), tmp_path) as channel:
        assert (await channel.post(row.signed(body, email=other)))[0] == 401
        assert await channel.replies() == []


async def test_an_add_ons_buttons_name_the_address_to_call(tmp_path: Path) -> None:
    row = GoogleChatAddOn()
    async with served(row, starting_assistant(), tmp_path) as channel:
        button = channel.channel._button("Pain")
        assert button["onClick"]["action"]["function"] == row.endpoint


def test_an_add_on_without_an_address_as_audience_is_said_plainly() -> None:
    with pytest.raises(DataError, match="as audience"):
        GoogleChatChannel.from_credentials({**GoogleChatAddOn().credentials("x"), "audience": "123"})
