"""Several events in one request of Meta's: each is read by itself."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import Any

import pytest
from row import Row
from rows_meta import Messenger, WhatsAppCloud, signed
from served_channel import served
from starting import starting_assistant

EMERGENCY = "I can't breathe"
OLD = time.time() - 30 * 24 * 60 * 60


def together(*requests: Any) -> Any:
    """Return one request with the events of several."""
    bodies = [json.loads(request.body) for request in requests]
    return signed({**bodies[0], "entry": [entry for body in bodies for entry in body["entry"]]})


BROKEN_MESSENGER = {"message": {"text": "no id"}}


@pytest.mark.parametrize(
    ("row", "other"),
    [
        (Messenger(), Messenger().event({"optin": {"user_ref": "u"}, "sender": None})),
        (Messenger(), Messenger().event(BROKEN_MESSENGER)),
        (Messenger(), Messenger().event({"message": {"mid": "m_9", "text": "hello"}}, moment=OLD)),
        (WhatsAppCloud(), WhatsAppCloud().value({"messages": [{"from": "1"}]})),
        (WhatsAppCloud(), WhatsAppCloud().message("text", {"body": "hello"}, id_="9", moment=OLD)),
        (WhatsAppCloud(), WhatsAppCloud().value({"statuses": [{"status": "failed"}], "messages": None})),
    ],
    ids=["opt-in", "no id", "old", "whatsapp, no type", "whatsapp, old", "whatsapp, a report without an id"],
)
async def test_an_event_beside_one_that_is_not_read_is_answered(row: Row, other: Any, tmp_path: Path) -> None:
    async with served(row, starting_assistant(), tmp_path) as channel:
        assert (await channel.post(together(other, row.text(EMERGENCY))))[0] == 200
        first, starting = await channel.replies()
        assert first.text.startswith("Call 999 now.")
        assert starting.text.startswith("I am just starting")


async def test_an_event_that_cannot_be_read_is_logged_by_its_kind(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    row = Messenger()
    async with served(row, starting_assistant(), tmp_path) as channel:
        with caplog.at_level(logging.ERROR, "bot"):
            await channel.post(together(row.event(BROKEN_MESSENGER), row.text("thanks")))
    assert "An event of facebook could not be read: KeyError" in caplog.text


async def test_a_report_that_is_sent_again_counts_once(tmp_path: Path) -> None:
    row = WhatsAppCloud()
    report = {
        "id": "wamid.a",
        "status": "failed",
        "errors": [{"code": 131026}],
        "biz_opaque_callback_data": "alarm",
    }
    async with served(row, starting_assistant(), tmp_path) as channel:
        for _ in range(2):
            await channel.post(row.value({"statuses": [report]}))
        assert channel.channel.memory.undelivered == 1
    async with served(row, starting_assistant(), tmp_path) as channel:
        await channel.post(row.value({"statuses": [report]}))
        assert channel.channel.memory.undelivered == 0
