"""Rasa's way out of a messaging channel: a whole reply from `bot serve`, message by message from plain Rasa."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.replies import Message, Reply

Send = Callable[[Sequence[Message], Reply | None], Awaitable[None]]


class Outlet(OutputChannel):
    """Hands what is to be said to `send`, with the whole reply where it is known.

    With `only_reminder` the person sent no words and has been told so: only what the assistant has to add is passed on.
    """

    def __init__(self, name: str, send: Send, *, only_reminder: bool = False) -> None:
        self._name = name
        self._send = send
        self._only_reminder = only_reminder

    def name(self) -> str:
        """Return the channel's name."""
        return self._name

    async def send_reply(self, recipient_id: str, reply: Reply) -> None:
        """Send all of the reply."""
        del recipient_id
        if messages := reply.messages[1:] if self._only_reminder else reply.messages:
            await self._send(messages, reply)

    async def send_response(self, recipient_id: str, message: Mapping[str, Any]) -> None:
        """Send one message in Rasa's form."""
        del recipient_id
        said = Message.from_rasa(message)
        if said is not None and not self._only_reminder:
            await self._send([said], None)
