"""A mail server on loopback that keeps what it takes, and fails when a test wants it to."""

from __future__ import annotations

import asyncio
import email
import email.policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP


class MailServer:
    """Takes mail; `failures` are (status, headers, body) as for other platforms, read as answers of SMTP."""

    def __init__(self, *, utf8: bool = False) -> None:
        self._utf8 = utf8
        self.recipients: list[str] = []
        self.received: list[EmailMessage] = []
        self.failures: list[Any] = []
        self.refused = 0
        self.url = ""
        self._server: asyncio.AbstractServer | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, loop=loop, hostname="test", enable_SMTPUTF8=self._utf8), "127.0.0.1", 0
        )
        self.url = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.failures:
            self.refused += 1
            status, _, _ = self.failures.pop(0)
            return f"{status} not now"
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.received.append(mail)
        self.recipients += envelope.rcpt_tos
        return "250 OK"
