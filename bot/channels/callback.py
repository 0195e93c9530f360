"""Any other platform: JSON in, and the reply posted as JSON to an address of the client's."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sanic.exceptions import InvalidUsage
from sanic.request import Request

from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Call
from bot.channels.messaging.fields import Field
from bot.channels.messaging.incoming import Incoming, RefusedError
from bot.channels.messaging.signatures import same
from bot.channels.messaging.tokens import bearer


class CallbackChannel(MessagingChannel):
    """POST {"sender": "…", "message": "…", "id": "…"}; each message of the reply is posted to `url`.

    Unlike Rasa's own connector it answers before the reply is sent, asks for a token, and tries again.
    """

    label = "Callback"
    fields = (
        Field("url", "CALLBACK_URL", "the address that gets the replies: https://…"),
        Field("token", "CALLBACK_TOKEN", "a secret of your own, which both sides send as a bearer token"),
    )
    limit = 100_000
    recipient = "a sender's id"

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "callback"

    async def verify(self, request: Request) -> None:
        """Check the bearer token, and that the body is one."""
        if not same(bearer(request.headers.get("Authorization")), self.values["token"]):
            raise RefusedError("its token is wrong")
        body = request.json
        if (
            not isinstance(body, dict)
            or not isinstance(body.get("message"), str)
            or not _is_name(body.get("sender"))
        ):
            raise InvalidUsage(
                'send a JSON object: {"sender": "…", "message": "…"}, with "sender" of 1 to 255 characters'
            )
        if "id" in body and not _is_name(body["id"]):
            raise InvalidUsage('"id" must be a text of 1 to 255 characters')

    def read(self, request: Request) -> Sequence[Incoming]:
        """Read the message; without an id it cannot be told from another of the same words."""
        body = request.json
        id_ = f"{body['sender']}:{body['id']}" if "id" in body else uuid.uuid4().hex
        return [Incoming(id_, body["sender"], {"to": body["sender"]}, body["message"])]

    def has_buttons_for(self, buttons: Sequence[str]) -> bool:
        """The client shows them as it likes."""
        return bool(buttons)

    async def call(self, address: Mapping[str, str], piece: Part) -> Call:
        """Return the request that posts a message, in Rasa's form."""
        message: dict[str, Any] = {"recipient_id": address["to"], "text": piece.text}
        if piece.buttons:
            message["buttons"] = [{"title": button, "payload": button} for button in piece.buttons]
        if piece.custom:
            message["custom"] = piece.custom
        headers = {"Authorization": f"Bearer {self.values['token']}"}
        return Call(self.values["url"], json=message, headers=headers)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= 255
