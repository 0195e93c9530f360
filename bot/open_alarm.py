"""The alarm that a conversation has open, and how the slot `alarm` holds it."""

from __future__ import annotations

from typing import NamedTuple

from bot.safety import Urgency

_CRISIS = "crisis"


class OpenAlarm(NamedTuple):
    """How urgent the open alarm is (`NONE`: there is none), and whether it is someone's wish to die or to do harm."""

    urgency: Urgency = Urgency.NONE
    crisis: bool = False

    @classmethod
    def from_slot(cls, value: str | None) -> OpenAlarm:
        """Read the slot's value: an urgency's name, `crisis`, or `None`."""
        return (
            cls(Urgency.EMERGENCY, crisis=True) if value == _CRISIS else cls(Urgency(value or Urgency.NONE))
        )

    def as_slot(self) -> str | None:
        """Return the slot's value."""
        if self.crisis:
            return _CRISIS
        return self.urgency.value if self.urgency.is_alarm else None

    def raised_by(self, other: OpenAlarm) -> OpenAlarm:
        """Return the higher of both; a crisis stays one."""
        return OpenAlarm(Urgency.highest(self.urgency, other.urgency), self.crisis or other.crisis)
