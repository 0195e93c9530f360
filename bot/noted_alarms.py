"""Noting an alarm in a conversation without a turn of Rasa's: of a message that Rasa is not shown."""

from __future__ import annotations

from typing import Any

from bot.open_alarm import OpenAlarm
from bot.slots import ALARM


async def note_alarm(agent: Any, sender: str, raised: OpenAlarm) -> OpenAlarm:
    """Note an alarm that is raised, in the conversation that Rasa's `agent` keeps; return the one that is then open."""
    from rasa.shared.core.events import SlotSet

    async with agent.lock_store.lock(sender):
        tracker = await agent.processor.fetch_tracker_and_update_session(sender)
        before = OpenAlarm.from_slot(tracker.get_slot(ALARM))
        alarm = before.raised_by(raised if raised.urgency.is_alarm else OpenAlarm())
        if alarm != before:
            tracker.update(SlotSet(ALARM, alarm.as_slot()), agent.domain)
            await agent.processor.save_tracker(tracker)
    return alarm
