"""Sending a reply through one of Rasa's output channels."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from rasa.core.channels.channel import OutputChannel

from bot.replies import Reply


@runtime_checkable
class TakesReplies(Protocol):
    """An output channel whose form holds all that a reply is."""

    async def send_reply(self, recipient_id: str, reply: Reply) -> None:
        """Send the whole reply."""


async def send(reply: Reply, recipient: str, channel: OutputChannel) -> None:
    """Send the reply whole where the channel takes it so, or else its messages in order; a button sends its words."""
    if isinstance(channel, TakesReplies):
        await channel.send_reply(recipient, reply)
        return
    for message in reply.messages:
        content: dict[str, Any] = {"text": message.text}
        if message.buttons:
            content["buttons"] = [{"title": button, "payload": button} for button in message.buttons]
        await channel.send_response(recipient, content)
