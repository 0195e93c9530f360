"""Rasa's REST channel, with what a client sends checked before it is believed."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.exceptions import InvalidUsage
from sanic.request import Request

from bot.channels.guarded import Handler, guarded
from bot.responses import load_responses
from bot.settings import load_settings


class RestChannel(RestInput):
    """POST {"sender": "…", "message": "…"} to `/webhooks/rest/webhook`; the answer lists the reply's messages.

    A missing sender gets a conversation of its own, where Rasa would put all of them into one. What fails below is
    answered and logged by its kind alone, where Rasa would answer nothing and log the patient's words.
    """

    def __init__(self, project: Path = Path()) -> None:
        self._settings = load_settings(project)
        self._responses = load_responses(project, self._settings)

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> RestChannel:
        """Create the channel; `project` names the folder of `clinic.yml` (default: the current one)."""
        return cls(Path((credentials or {}).get("project", ".")))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """See Rasa's `RestInput.blueprint`."""
        return super().blueprint(self.guarded(on_new_message))

    def guarded(self, on_new_message: Handler) -> Handler:
        """Return a handler that answers where `on_new_message` fails, an alarm with its deferral first."""
        return guarded(on_new_message, self._settings, self._responses)

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

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "rest"

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
