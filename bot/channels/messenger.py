"""Facebook Messenger and Instagram through Meta's Graph webhooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Call
from bot.channels.messaging.fields import Field
from bot.channels.messaging.incoming import GREETING, Incoming
from bot.channels.meta import GRAPH, MetaChannel, dicts

_KINDS = {"audio": "voice", "image": "picture", "video": "video", "file": "file", "location": "location"}
_MOST_REPLIES, _TITLE = 13, 20
_START = "GET_STARTED"
_HOLDING_WORDS = {"message", "postback", "reaction"}


class MessengerChannel(MetaChannel):
    """A page's Messenger.

    Rasa's own connector compares signatures in a time that tells of them, answers only the first event of a request,
    drops more than three buttons and holds up the bot while it sends.
    """

    label = "Facebook Messenger"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "page-access-token",
            "FACEBOOK_PAGE_ACCESS_TOKEN",
            "token of the page, under Messenger > API Settings",
        ),
        Field("secret", "FACEBOOK_APP_SECRET", "App secret, under App settings > Basic"),
        Field("verify", "FACEBOOK_VERIFY_TOKEN", "any words of your own, also given to Meta"),
        GRAPH,
    )
    limit = 2000
    recipient = "a person's page-scoped id"
    of_object: ClassVar[str] = "page"

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "facebook"

    def events(self, body: object) -> list[dict[str, Any]]:
        """Return the page's messaging events."""
        if not isinstance(body, dict) or body.get("object") != self.of_object:
            return []
        return [event for entry in dicts(body, "entry") for event in dicts(entry, "messaging")]

    def has_buttons_for(self, buttons: Sequence[str]) -> bool:
        """Return whether they fit quick replies: thirteen of twenty characters."""
        return len(buttons) <= _MOST_REPLIES and all(len(button) <= _TITLE for button in buttons)

    async def call(self, address: Mapping[str, str], piece: Part) -> Call:
        """Return the request that sends a message."""
        message: dict[str, Any] = {"text": piece.text}
        if piece.buttons:
            message["quick_replies"] = [
                {"content_type": "text", "title": button, "payload": button} for button in piece.buttons
            ]
        return Call(
            f"{self.values['api']}/me/messages",
            json={"recipient": {"id": address["to"]}, "messaging_type": "RESPONSE", "message": message},
            headers={"Authorization": f"Bearer {self.values['page-access-token']}"},
        )

    def incoming(self, event: Mapping[str, Any]) -> Incoming | None:
        """Read a message, a button or a reaction; echoes, edits, receipts, typing and opt-ins are none."""
        if "sender" not in event and not _HOLDING_WORDS & event.keys():
            return None  # such as an opt-in through a plug-in, or a notice on Meta's policy
        person = event["sender"]["id"]
        address = {"to": person}
        if pressed := event.get("postback"):
            payload = pressed.get("payload") or pressed.get("title") or ""
            id_ = pressed.get("mid") or f"{person}:{event.get('timestamp')}:{payload}"
            return Incoming(id_, person, address, GREETING if payload == _START else payload)
        if reaction := event.get("reaction"):
            if reaction.get("action") != "react":
                return None
            id_ = f"{reaction['mid']}:{event.get('timestamp')}:reaction"
            return Incoming(id_, person, address, kind="reaction")
        message = event.get("message")
        if not message or any(message.get(mark) for mark in ("is_echo", "is_self", "is_deleted")):
            return None
        text = (message.get("quick_reply") or {}).get("payload") or message.get("text") or ""
        return Incoming(message["mid"], person, address, text, _kind(message))


class InstagramChannel(MessengerChannel):
    """An Instagram account's direct messages."""

    label = "Instagram"
    fields = (
        Field(
            "page-access-token", "INSTAGRAM_ACCESS_TOKEN", "token of the page that the account is linked to"
        ),
        Field("secret", "INSTAGRAM_APP_SECRET", "App secret, under App settings > Basic"),
        Field("verify", "INSTAGRAM_VERIFY_TOKEN", "any words of your own, also given to Meta"),
        GRAPH,
    )
    limit = 1000
    recipient = "a person's Instagram-scoped id"
    of_object = "instagram"

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "instagram"

    def length(self, text: str) -> int:
        """Instagram counts bytes."""
        return len(text.encode())


def _kind(message: Mapping[str, Any]) -> str | None:
    if message.get("sticker_id"):
        return "sticker"
    if attachments := message.get("attachments"):
        first = attachments[0]
        if (first.get("payload") or {}).get("sticker_id"):
            return "sticker"
        # A link that was typed comes as words with a preview of the page.
        return (
            None
            if first.get("type") == "fallback" and message.get("text")
            else _KINDS.get(first.get("type"), "other")
        )
    return "other" if message.get("is_unsupported") else None
