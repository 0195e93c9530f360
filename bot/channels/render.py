"""Sending a reply through one of Rasa's output channels."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.replies import Reply


async def send(reply: Reply, recipient: str, channel: OutputChannel) -> None:
    """Send the reply's messages in order; a button sends its own words."""
    for message in reply.messages:
        content: dict[str, Any] = {"text": message.text}
        if message.buttons:
            content["buttons"] = [{"title": button, "payload": button} for button in message.buttons]
        await channel.send_response(recipient, content)
