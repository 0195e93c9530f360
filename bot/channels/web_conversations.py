"""What the website's channel needs of whoever keeps the conversations: `bot serve`'s engine, or plain Rasa's agent."""

from __future__ import annotations

from typing import Any, Protocol

from bot.noted_alarms import note_alarm
from bot.open_alarm import OpenAlarm


class Conversations(Protocol):
    """Keeps conversations."""

    async def forget(self, sender: str) -> int:
        """Delete a conversation; return how many events it held."""

    async def note_alarm(self, sender: str, alarm: OpenAlarm) -> OpenAlarm:
        """Note the alarm of a message, if it raises one; return the alarm that is then open."""


class AgentsConversations:
    """The conversations of the agent that `rasa run` serves."""

    def __init__(self, agent: Any) -> None:
        self._agent = agent

    async def forget(self, sender: str) -> int:
        """See `Conversations`."""
        # Rasa wraps its store in one that cannot delete.
        store = self._agent.tracker_store
        return int(await getattr(store, "_tracker_store", store).delete(sender))

    async def note_alarm(self, sender: str, alarm: OpenAlarm) -> OpenAlarm:
        """See `Conversations`."""
        return await note_alarm(self._agent, sender, alarm)
