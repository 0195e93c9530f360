"""What a safety assessment is: an urgency and the findings that raised it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Urgency(str, Enum):
    """How soon a professional must see what a message reports, in rising order."""

    NONE = "none"
    ROUTINE = "routine"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """Position from 0 (none) to 3 (emergency)."""
        return list(Urgency).index(self)

    @property
    def is_alarm(self) -> bool:
        """Whether a reply must start with a deferral."""
        return self in (Urgency.URGENT, Urgency.EMERGENCY)

    @staticmethod
    def highest(*urgencies: Urgency) -> Urgency:
        """Return the highest of the given urgencies, `NONE` where there is none."""
        return max(urgencies, key=lambda urgency: urgency.rank, default=Urgency.NONE)


class Said(str, Enum):
    """How a symptom is said; only a report raises the urgency."""

    REPORT = "report"
    QUESTION = "question"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"
    PAST = "past"
    RESOLVED = "resolved"
    IDIOM = "idiom"
    FICTION = "fiction"


@dataclass(frozen=True)
class Finding:
    """One red flag (or mild symptom) found in a message.

    `start` and `end` are character offsets into the message as the patient wrote it, `words` is that slice;
    `language` is the code (ISO 639-1) of the language that it is said in, `None` for English.
    """

    flag: str
    urgency: Urgency
    said: Said
    words: str
    start: int
    end: int
    language: str | None = None


@dataclass(frozen=True)
class Assessment:
    """The urgency of one message and every finding, those that did not count included, in message order."""

    urgency: Urgency
    findings: tuple[Finding, ...] = ()

    @property
    def reported(self) -> tuple[Finding, ...]:
        """The findings that are reports, most urgent first, then in message order."""
        reports = [finding for finding in self.findings if finding.said is Said.REPORT]
        return tuple(sorted(reports, key=lambda finding: (-finding.urgency.rank, finding.start)))
