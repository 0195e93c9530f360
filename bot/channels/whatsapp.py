"""WhatsApp through Meta's Cloud API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sanic.request import Request

from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Call
from bot.channels.messaging.fields import Field
from bot.channels.messaging.incoming import Incoming, Lost
from bot.channels.messaging.markup import WHATSAPP
from bot.channels.meta import GRAPH, MetaChannel, dicts

_KINDS = {
    "audio": "voice",
    "image": "picture",
    "video": "video",
    "document": "file",
    "sticker": "sticker",
    "location": "location",
    "contacts": "contact",
    "reaction": "reaction",
}
_NOT_FROM_PEOPLE = ("system", "ephemeral")
_ALARM = "alarm"
_MOST_BUTTONS, _BUTTON = 3, 20
_MOST_ROWS, _ROW = 10, 24


class WhatsAppChannel(MetaChannel):
    """The Cloud API's webhook, for one number; Rasa has no connector for it."""

    label = "WhatsApp (Cloud API)"
    fields = (
        Field("phone_number_id", "WHATSAPP_PHONE_NUMBER_ID", "Phone number ID, under WhatsApp > API Setup"),
        Field("access_token", "WHATSAPP_ACCESS_TOKEN", "permanent token of a system user"),
        Field("secret", "WHATSAPP_APP_SECRET", "App secret, under App settings > Basic"),
        Field("verify", "WHATSAPP_VERIFY_TOKEN", "any words of your own, also given to Meta"),
        GRAPH,
    )
    # WhatsApp allows 4096, but 1024 beside buttons; shorter messages read better than two sizes of them.
    limit = 1024
    markup = WHATSAPP
    recipient = "a number in international form without +: 447700900123"
    carrier_words = True

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "whatsapp"

    def events(self, body: object) -> list[dict[str, Any]]:
        """Return the messages to this number."""
        return [message for value in self._values(body) for message in dicts(value, "messages")]

    def lost_alarms(self, request: Request) -> Sequence[Lost]:
        """Read reports that an alarm did not arrive."""
        reports = (report for value in self._values(request.json) for report in dicts(value, "statuses"))
        return self.each(_lost, reports)

    def has_buttons_for(self, buttons: Sequence[str]) -> bool:
        """Three reply buttons, or a list of ten; more, or longer words, are too many for WhatsApp."""
        return len(buttons) <= _MOST_ROWS and all(len(button) <= _ROW for button in buttons)

    async def call(self, address: Mapping[str, str], piece: Part) -> Call:
        """Return the request that sends a message."""
        message: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": address["to"],
            **(
                {"type": "interactive", "interactive": _interactive(piece)} if piece.buttons else _text(piece)
            ),
        }
        if piece.alarm:
            message["biz_opaque_callback_data"] = _ALARM
        return Call(
            f"{self.values['api']}/{self.values['phone_number_id']}/messages",
            json=message,
            headers={"Authorization": f"Bearer {self.values['access_token']}"},
        )

    def _values(self, body: object) -> list[dict[str, Any]]:
        """Return what changed for this number."""
        return [
            value
            for entry in dicts(body, "entry")
            for value in self.each(self._value, dicts(entry, "changes"))
        ]

    def _value(self, change: Mapping[str, Any]) -> dict[str, Any] | None:
        value: dict[str, Any] = change.get("value") or {}
        its = value.get("metadata", {}).get("phone_number_id") == self.values["phone_number_id"]
        return value if change.get("field") == "messages" and its else None

    def incoming(self, message: Mapping[str, Any]) -> Incoming | None:
        """Read a message of a person's."""
        kind = message["type"]
        if kind in _NOT_FROM_PEOPLE:
            return None
        content = message.get(kind) or {}
        person, address = message["from"], {"to": message["from"]}
        if kind == "text":
            return Incoming(message["id"], person, address, content["body"])
        if kind == "button":
            return Incoming(message["id"], person, address, content.get("text") or content["payload"])
        if kind == "interactive" and (reply := content.get("button_reply") or content.get("list_reply")):
            return Incoming(message["id"], person, address, reply["id"])
        if kind == "reaction" and not content.get("emoji"):
            return None  # taken back
        caption = content.get("caption") if isinstance(content, dict) else None
        return Incoming(message["id"], person, address, caption or "", _KINDS.get(kind, "other"))


def _lost(report: Mapping[str, Any]) -> Lost | None:
    if report.get("status") != "failed" or report.get("biz_opaque_callback_data") != _ALARM:
        return None
    return Lost(report["id"], f"WhatsApp {[error.get('code') for error in report.get('errors') or ()]}")


def _text(piece: Part) -> dict[str, Any]:
    return {"type": "text", "text": {"body": piece.text, "preview_url": False}}


def _interactive(piece: Part) -> dict[str, Any]:
    body = {"text": piece.text}
    if len(piece.buttons) <= _MOST_BUTTONS and all(len(button) <= _BUTTON for button in piece.buttons):
        buttons = [{"type": "reply", "reply": {"id": button, "title": button}} for button in piece.buttons]
        return {"type": "button", "body": body, "action": {"buttons": buttons}}
    rows = [{"id": button, "title": button} for button in piece.buttons]
    return {
        "type": "list",
        "body": body,
        "action": {"button": "Choose", "sections": [{"title": "Topics", "rows": rows}]},
    }
