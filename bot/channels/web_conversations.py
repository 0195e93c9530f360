"""What the website's channel needs of whoever keeps the conversations: `bot serve`'s engine, or plain Rasa's agent."""

from __future__ import annotations

from typing import Any, Protocol

from bot.open_alarm import OpenAlarm
from bot.slots import ALARM


class Conversations(Protocol):
    """Keeps conversations."""

    async def forget(self, sender: str) -> int:
        """Delete a conversation; return how many events it held."""

    async def open_alarm(self, sender: str) -> OpenAlarm:
        """Return the alarm that a conversation has open."""


class AgentsConversations:
    """The conversations of the agent that `rasa run` serves."""

    def __init__(self, agent: Any) -> None:
        # Rasa wraps its store in one that cannot delete.
        self._store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)

    async def forget(self, sender: str) -> int:
        """See `Conversations`."""
        return int(await self._store.delete(sender))

    async def open_alarm(self, sender: str) -> OpenAlarm:
        """See `Conversations`."""
        tracker = await self._store.retrieve(sender)
        return OpenAlarm.from_slot(tracker.get_slot(ALARM) if tracker else None)
