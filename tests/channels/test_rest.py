"""The contract of the REST channel, whose answer is the reply."""

from __future__ import annotations

import uuid
from typing import Any

import aiohttp
import pytest
from faults import WORD
from in_process import listening
from sanic import Sanic
from starting import STARTING, starting_assistant

from bot.channels.rest import RestChannel
from bot.server import register

EMERGENCY = "my throat is closing up and I can't breathe"


class Broken:
    async def reply(self, *_: object) -> object:
        raise RuntimeError(f"it said {WORD}")


async def post(assistant: Any, body: dict[str, Any]) -> tuple[int, Any]:
    """Post a message to the channel in front of `assistant`; return the status and the answer."""
    app = Sanic(f"test_{uuid.uuid4().hex}", configure_logging=False)
    app.config.FALLBACK_ERROR_FORMAT = "json"
    register(RestChannel.from_credentials(None), app, assistant)
    server, port = await listening(app)
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    try:
        async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
            return response.status, await response.json()
    finally:
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize("assistant", [starting_assistant(), Broken()], ids=["starting", "failing"])
async def test_an_emergency_is_deferred_first_and_alone(assistant: Any) -> None:
    status, (first, rest) = await post(assistant, {"sender": "sam", "message": EMERGENCY})
    assert status == 200
    assert first["text"].startswith("Call 999 now.")
    assert not rest["text"].startswith("Call 999 now.")


async def test_the_first_message_has_the_whole_reply_as_custom() -> None:
    _, (first, rest) = await post(starting_assistant(), {"sender": "sam", "message": EMERGENCY})
    assert first["custom"]["urgency"] == "emergency"
    assert first["custom"]["replies"] == [first["text"], rest["text"]]
    assert rest["text"].startswith(STARTING)


async def test_a_message_without_words_gets_400() -> None:
    assert (await post(starting_assistant(), {"sender": "sam"}))[0] == 400
