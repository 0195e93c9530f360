"""Google Chat's events in one form: an app's own, and those of an app that is built as a Workspace add-on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_PAYLOADS = {
    "messagePayload": "MESSAGE",
    "appCommandPayload": "MESSAGE",
    "addedToSpacePayload": "ADDED_TO_SPACE",
    "buttonClickedPayload": "CARD_CLICKED",
    "removedFromSpacePayload": "REMOVED_FROM_SPACE",
    "widgetUpdatedPayload": "WIDGET_UPDATED",
}
_TYPES = frozenset({*_PAYLOADS.values(), "APP_COMMAND", "APP_HOME"})


@dataclass(frozen=True)
class Event:
    """What happened in a space; `words` are those of a button that was pressed.

    `message_follows` tells of an arrival that the message which caused it comes as an event of its own.
    """

    type: str
    time: str
    user: Mapping[str, Any]
    space: str
    message: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    message_follows: bool = False


def event_of(body: Mapping[str, Any]) -> Event:
    """Read an event.

    Raises:
        ValueError: it has neither form.
    """
    return _of_add_on(body) if isinstance(body.get("chat"), dict) else _of_app(body)


def _of_app(body: Mapping[str, Any]) -> Event:
    type_ = body.get("type")
    if type_ not in _TYPES:
        raise ValueError("an event of no known type")
    message = body.get("message") or {}
    if type_ == "APP_COMMAND" or (type_ == "ADDED_TO_SPACE" and message):
        type_ = "MESSAGE"  # who adds the app by a mention has said something to it
    parameters = (body.get("action") or {}).get("parameters") or ()
    pressed = {its["key"]: its.get("value", "") for its in parameters}
    pressed = pressed or (body.get("common") or {}).get("parameters") or {}
    return Event(
        str(type_),
        str(body.get("eventTime")),
        body.get("user") or {},
        (body.get("space") or {}).get("name", ""),
        message,
        str(pressed.get("words", "")),
    )


def _of_add_on(body: Mapping[str, Any]) -> Event:
    chat = body["chat"]
    name = next((name for name in _PAYLOADS if isinstance(chat.get(name), dict)), None)
    if name is None:
        raise ValueError("an event of no known type")
    payload = chat[name]
    message = payload.get("message") or {}
    space = payload.get("space") or message.get("space") or chat.get("space") or {}
    pressed = (body.get("commonEventObject") or {}).get("parameters") or {}
    return Event(
        "MESSAGE" if name == "addedToSpacePayload" and message else _PAYLOADS[name],
        str(chat.get("eventTime")),
        chat.get("user") or {},
        space.get("name", ""),
        message,
        str(pressed.get("words", "")),
        bool(payload.get("interactionAdd")),
    )
