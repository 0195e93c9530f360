"""Telegram through its Bot API."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sanic.request import Request

from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Answer, Call, Failure, usual_failure
from bot.channels.messaging.fields import Field
from bot.channels.messaging.incoming import GREETING, Incoming, RefusedError
from bot.channels.messaging.markup import TELEGRAM
from bot.channels.messaging.signatures import same
from bot.channels.messaging.urgent import is_alarm
from bot.channels.telegram_service import SERVICE

_KINDS = {
    "voice": "voice",
    "audio": "voice",
    "photo": "picture",
    "animation": "picture",
    "video": "video",
    "video_note": "video",
    "document": "file",
    "sticker": "sticker",
    "location": "location",
    "venue": "location",
    "contact": "contact",
}
_COMMANDS = {"/start": GREETING, "/help": "what can you do?"}
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_BYTES_OF_A_BUTTON = 64


class TelegramChannel(MessagingChannel):
    """A bot's private chats; what is written in groups is not read, as others would see the answers.

    Rasa's own connector checks no secret, sets the webhook while it starts, and answers edits as new messages.
    """

    label = "Telegram"
    fields = (
        Field("access_token", "TELEGRAM_ACCESS_TOKEN", "the token that BotFather gave"),
        Field(
            "secret_token",
            "TELEGRAM_SECRET_TOKEN",
            "letters and digits of your own, also given to setWebhook",
        ),
        Field("api", "TELEGRAM_API", "the Bot API", "https://api.telegram.org"),
    )
    limit = 4096
    markup = TELEGRAM
    recipient = "a chat's id"

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "telegram"

    async def verify(self, request: Request) -> None:
        """Check the secret token."""
        token = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        if not token:
            raise RefusedError("it has no secret token", 401)
        if not same(token, self.values["secret_token"]):
            raise RefusedError("its secret token is wrong")

    def read(self, request: Request) -> Sequence[Incoming]:
        """Read a message, a button or a reaction; edits, posts of channels and changes of members are none."""
        update = request.json
        id_ = str(update["update_id"])
        if button := update.get("callback_query"):
            chat = (button.get("message") or {}).get("chat") or {
                "id": button["from"]["id"],
                "type": "private",
            }
            found = _incoming(id_, chat, button["from"], button.get("data") or "")
            return [_pressed(found, button["id"])] if found else ()
        if reaction := update.get("message_reaction"):
            new = len(reaction.get("new_reaction") or ()) > len(reaction.get("old_reaction") or ())
            found = (
                _incoming(id_, reaction["chat"], reaction.get("user") or {}, kind="reaction") if new else None
            )
            return [found] if found else ()
        message = update.get("message")
        if not message:
            return ()
        if SERVICE & message.keys():
            return ()
        text = message.get("text") or message.get("caption") or ""
        found = _incoming(id_, message["chat"], message.get("from") or {}, _said(text), _kind(message))
        return [found] if found else ()

    def has_buttons_for(self, buttons: Sequence[str]) -> bool:
        """Return whether Telegram will send back the words on each."""
        return all(len(button.encode()) <= _BYTES_OF_A_BUTTON for button in buttons)

    async def call(self, address: Mapping[str, str], piece: Part) -> Call:
        """Return the request that sends a message."""
        message: dict[str, Any] = {
            "chat_id": address["to"],
            "text": piece.text,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        if piece.buttons:
            rows = [[{"text": button, "callback_data": button}] for button in piece.buttons]
            message["reply_markup"] = {"inline_keyboard": rows}
        return self._call("sendMessage", message)

    async def acknowledge(self, incoming: Incoming) -> None:
        """End the spinning of a button that was pressed."""
        if button := incoming.address.get("button"):
            await self.http.make(self._call("answerCallbackQuery", {"callback_query_id": button}))

    def failure(self, answer: Answer) -> Failure | None:
        """Read after how many seconds to try again, which Telegram tells in the body."""
        failure = usual_failure(answer)
        told = answer.body.get("parameters") if isinstance(answer.body, dict) else None
        if failure and isinstance(told, dict) and isinstance(told.get("retry_after"), (int, float)):
            return Failure(failure.kind, failure.again, float(told["retry_after"]))
        return failure

    def _call(self, method: str, body: Mapping[str, Any]) -> Call:
        return Call(f"{self.values['api']}/bot{self.values['access_token']}/{method}", json=body)


def _said(text: str) -> str:
    """Return what a text says: a bare command what it stands for, one with words the words."""
    command, *rest = text.split(maxsplit=1)[:2] or [""]
    name = command.split("@")[0]
    if name not in _COMMANDS:
        return text
    words = rest[0].strip() if rest else ""
    deep_link = name == "/start" and _PAYLOAD.fullmatch(words) and not is_alarm(re.sub(r"[_-]", " ", words))
    return _COMMANDS[name] if not words or deep_link else words


def _kind(message: Mapping[str, Any]) -> str | None:
    if known := next((kind for key, kind in _KINDS.items() if key in message), None):
        return known
    return None if "text" in message else "other"


def _incoming(
    id_: str, chat: Mapping[str, Any], person: Mapping[str, Any], text: str = "", kind: str | None = None
) -> Incoming | None:
    if chat.get("type") != "private" or person.get("is_bot"):
        return None
    return Incoming(id_, str(chat["id"]), {"to": str(chat["id"])}, text, kind)


def _pressed(incoming: Incoming, button: str) -> Incoming:
    return Incoming(incoming.id, incoming.person, {**incoming.address, "button": button}, incoming.text)
