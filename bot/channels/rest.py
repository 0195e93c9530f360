"""Rasa's REST channel, with what a client sends checked before it is believed."""

from __future__ import annotations

import uuid
from typing import Any

from rasa.core.channels.rest import RestInput
from sanic.exceptions import InvalidUsage
from sanic.request import Request


class RestChannel(RestInput):
    """POST {"sender": "…", "message": "…"} to `/webhooks/rest/webhook`; the answer lists the reply's messages.

    A missing sender gets a conversation of its own, where Rasa would put all of them into one.
    """

    async def _extract_sender(self, req: Request) -> str:
        sender = _body(req).get("sender")
        if sender is None or sender == "":
            return uuid.uuid4().hex
        if not isinstance(sender, str) or len(sender) > 255:
            raise InvalidUsage('"sender" must be a text of at most 255 characters')
        return sender

    def _extract_message(self, req: Request) -> str:
        message = _body(req).get("message")
        if not isinstance(message, str):
            raise InvalidUsage('"message" must be a text')
        return message

    def _extract_input_channel(self, req: Request) -> str:
        del req
        return self.name()

    def get_metadata(self, request: Request) -> dict[str, Any] | None:
        """Return the metadata that the client sent, where they are an object."""
        metadata = _body(request).get("metadata")
        return metadata if isinstance(metadata, dict) else None


def _body(request: Request) -> dict[str, Any]:
    if not isinstance(request.json, dict):
        raise InvalidUsage('send a JSON object: {"sender": "…", "message": "…"}')
    return request.json
