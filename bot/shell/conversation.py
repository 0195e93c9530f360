"""The tester's conversation with the assistant, turn by turn, and what Rasa noted of it."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.replies import Reply
from bot.slots import ALARM, TOPIC

logger = logging.getLogger(__name__)

Event = dict[str, Any]

_SECONDS_TO_READ = 5

_NOT_SAID = frozenset({"action_listen", "action_session_start"})


class Answers(Protocol):
    """What the shell needs of the assistant."""

    async def reply(self, sender: str, text: str, channel: str = ...) -> Reply:
        """Return the reply to a message."""


class Notes(Protocol):
    """What the shell needs of the engine."""

    async def events(self, sender: str) -> list[Event]:
        """Return the latest events of a conversation, in Rasa's form."""

    async def forget(self, sender: str) -> int:
        """Delete a conversation."""


@dataclass(frozen=True)
class Turn:
    """A message, its reply, the responses and actions that made it, and the state it left; `seconds` it took."""

    text: str
    reply: Reply
    actions: tuple[str, ...] = ()
    topic_at_hand: str | None = None
    open_alarm: str | None = None
    seconds: float = 0.0


class Conversation:
    """One conversation at a time; all its events are kept here, as the store reads back only the latest."""

    def __init__(self, assistant: Answers, engine: Notes) -> None:
        self._assistant = assistant
        self._engine = engine
        self._sender = uuid.uuid4().hex
        self._events: list[Event] = []

    @property
    def events(self) -> Sequence[Event]:
        """All events of the conversation so far, in Rasa's form."""
        return tuple(self._events)

    async def say(self, text: str) -> Turn:
        """Send a message as the patient; where that erased the conversation, its events go here too."""
        start = time.perf_counter()
        reply = await self._assistant.reply(self._sender, text, channel="shell")
        seconds = time.perf_counter() - start
        noted = await self._noted()
        last = self._events[-1]["timestamp"] if self._events else 0.0
        new = [event for event in noted if event["timestamp"] > last]
        self._events = [*self._events, *new] if noted else []
        return Turn(
            text,
            reply,
            actions=tuple(
                event["name"]
                for event in new
                if event["event"] == "action" and event["name"] not in _NOT_SAID
            ),
            topic_at_hand=_slot(self._events, TOPIC),
            open_alarm=_slot(self._events, ALARM),
            seconds=seconds,
        )

    async def _noted(self) -> list[Event]:
        """Return the latest events; those known already where Rasa fails or stalls: the reply must be shown."""
        try:
            return await asyncio.wait_for(self._engine.events(self._sender), _SECONDS_TO_READ)
        except Exception as error:
            logger.error("The conversation could not be read back: %s", type(error).__name__)
            return self._events

    async def restart(self) -> None:
        """Delete the conversation and begin another."""
        await self._engine.forget(self._sender)
        self._sender = uuid.uuid4().hex
        self._events = []


def _slot(events: Sequence[Event], name: str) -> str | None:
    settings = (event for event in reversed(events) if event["event"] == "slot" and event["name"] == name)
    latest = next(settings, None)
    return str(latest["value"]) if latest and latest["value"] else None
