"""A platform's own interface on loopback: it records what the bot sends, and fails when a test wants it to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

Answer = tuple[int, dict[str, str], Any]
"""Status, headers and JSON of an answer."""


@dataclass(frozen=True)
class Recorded:
    """A request that the bot made; `body` is its JSON or its form."""

    path: str
    headers: dict[str, str]
    body: Any
    method: str = "POST"


class FakePlatform:
    """A web server that answers as `answer` says, after the answers in `failures`.

    `failures` are given to messages only; `is_message` tells them from other requests, such as those for a token.
    """

    def __init__(self, answer: Callable[[Recorded], Any], is_message: Callable[[Recorded], bool]) -> None:
        self._answer = answer
        self._is_message = is_message
        self._runner: web.AppRunner | None = None
        self.failures: list[Answer] = []
        self.received: list[Recorded] = []
        self.refused = 0
        self.url = ""

    async def start(self) -> None:
        app = web.Application(client_max_size=10**7)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        if request.content_type == "application/json":
            content: Any = json.loads(body)
        else:
            content = dict(parse_qsl(body.decode(), keep_blank_values=True))
        recorded = Recorded(request.path_qs, dict(request.headers), content, request.method)
        if self.failures and self._is_message(recorded):
            self.refused += 1
            status, headers, answer = self.failures.pop(0)
            return web.json_response(answer, status=status, headers=headers)
        self.received.append(recorded)
        return web.json_response(self._answer(recorded))
