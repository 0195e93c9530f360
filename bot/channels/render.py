"""Sending a reply through one of Rasa's output channels."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel

from bot.replies import Message, Reply


@runtime_checkable
class TakesReplies(Protocol):
    """An output channel whose form holds all that a reply is."""

    async def send_reply(self, recipient_id: str, reply: Reply) -> None:
        """Send the whole reply."""


async def send(reply: Reply, recipient: str, channel: OutputChannel) -> None:
    """Send the reply's messages in order; a button sends its own words.

    A client of JSON gets the whole reply, in the form of `bot ask --jsonl`, as `custom` of the first message.
    """
    if isinstance(channel, TakesReplies):
        await channel.send_reply(recipient, reply)
        return
    for place, message in enumerate(reply.messages):
        content = as_rasa(message)
        if isinstance(channel, CollectingOutputChannel):
            custom = reply.as_dict() if place == 0 else None
            collected = channel._message(
                recipient, content["text"], buttons=content.get("buttons"), custom=custom
            )
            await channel._persist_message(collected)
        else:
            await channel.send_response(recipient, content)


def as_rasa(message: Message) -> dict[str, Any]:
    """Return the message as Rasa's channels take it."""
    content: dict[str, Any] = {"text": message.text}
    if message.buttons:
        content["buttons"] = [{"title": button, "payload": button} for button in message.buttons]
    return content
