"""What is recorded of an alarm, and what the assistant needs of who records it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Protocol

from bot.replies import Reply
from bot.safety import Urgency


@dataclass(frozen=True)
class Alarm:
    """One reply that began with a deferral; holds no words of the message and not who sent it.

    `time` is in UTC, `flags` are ids of red flags, most urgent first. `classifier` is `None` where the message never
    reached it. `guarded` tells that the assistant's guard put the deferral first, `faults` which parts had failed.
    """

    time: datetime
    channel: str
    level: Urgency
    rules: Urgency
    classifier: Urgency | None
    flags: tuple[str, ...]
    guarded: bool = False
    faults: tuple[str, ...] = ()

    @classmethod
    def of(cls, reply: Reply, channel: str) -> Alarm:
        """Return the alarm that `reply` answers, as of now."""
        by_classifier = (reply.votes or {}).get("classifier")
        flags = (finding.flag for finding in reply.assessment.reported if finding.urgency.is_alarm)
        return cls(
            time=datetime.now(timezone.utc),
            channel=channel,
            level=reply.urgency,
            rules=reply.assessment.urgency,
            classifier=Urgency(by_classifier) if by_classifier else None,
            flags=tuple(dict.fromkeys(flags)),
            guarded=reply.guarded,
            faults=reply.faults,
        )


class Recorder(Protocol):
    """What the assistant needs of a recorder."""

    def record(self, sender: str, alarm: Alarm) -> None:
        """Take an alarm of the conversation with `sender`, at once; what takes time is done elsewhere."""


class NoRecorder:
    """Records nowhere: for trying the bot out."""

    def record(self, sender: str, alarm: Alarm) -> None:
        """Forget the alarm."""
