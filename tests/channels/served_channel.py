"""A channel in a real server on loopback, in front of the real assistant."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from in_process import listening
from row import PUBLIC_URL, Req, Row, Sent
from sanic import Sanic

from bot.assistant import Assistant
from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messaging.delivery import Retries
from bot.server import register


class Served:
    """A channel that is being served, and its platform."""

    def __init__(
        self, row: Row, channel: MessagingChannel, platform: Any, url: str, pauses: list[float]
    ) -> None:
        self.row = row
        self.channel = channel
        self.platform = platform
        self.pauses = pauses
        self._url = url
        self._read = 0

    async def post(self, request: Req) -> tuple[int, str]:
        """Send a request of the platform to the webhook."""
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method,
                f"{self._url}{request.query}",
                data=request.body or None,
                headers=request.headers,
            ) as response,
        ):
            return response.status, await response.text()

    async def replies(self) -> list[Sent]:
        """Return what has reached the platform since the last call, once all is sent."""
        assert await self.channel.finish(60)
        new = self.platform.received[self._read :]
        self._read = len(self.platform.received)
        return [sent for recorded in new if (sent := self.row.sent(recorded)) is not None]

    async def say(self, words: str, **how: Any) -> list[Sent]:
        """Send a message as the platform would, and return the reply."""
        status, _ = await self.post(self.row.text(words, **how))
        assert status == 200
        return await self.replies()


@asynccontextmanager
async def served(
    row: Row,
    assistant: Assistant | Any,
    folder: Path,
    *,
    platform: Any = None,
    retries: Retries | None = None,
) -> AsyncIterator[Served]:
    """Serve the row's channel with its memory in `folder`; pauses between retries are noted, not made."""
    platform = platform or row.fake()
    if not platform.url:
        await platform.start()
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    credentials = {
        **row.credentials(platform.url),
        "public_url": PUBLIC_URL,
        "store": str(folder / "messaging.db"),
    }
    channel = row.channel.from_credentials(credentials)
    channel.retries = retries or Retries(pause=pause)
    app = Sanic(f"test_{uuid.uuid4().hex}", configure_logging=False)
    app.config.FALLBACK_ERROR_FORMAT = "json"
    register(channel, app, assistant)
    server, port = await listening(app)
    await server.before_start()
    await server.after_start()
    url = f"http://127.0.0.1:{port}/webhooks/{channel.url_prefix()}/webhook"
    try:
        yield Served(row, channel, platform, url, pauses)
    finally:
        await server.before_stop()
        server.close()
        await server.wait_closed()
        await server.after_stop()
        await platform.stop()
