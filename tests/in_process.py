"""A Sanic app that listens in the test's own process."""

from __future__ import annotations

import socket
from typing import Any

from sanic import Sanic
from sanic.touchup import TouchUp


async def listening(app: Sanic, port: int = 0) -> tuple[Any, int]:
    """Have `app` listen on loopback; return the server, none of its hooks run yet, and its port."""
    opened = socket.create_server(("127.0.0.1", port))
    server = await app.create_server(sock=opened, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    TouchUp._registry.clear()  # at a start Sanic rewrites its own methods, which it can do but once in a process
    return server, opened.getsockname()[1]
