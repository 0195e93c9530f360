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

    `start` and `end` are character offsets into the message as the patient wrote it, `words` is that slice. `cue` are
    the words of the message that decided how it is said or, of a report, that cast doubt on it. `language` is the code
    (ISO 639-1) of the language that it is said in, `None` for English.
    """

    flag: str
    urgency: Urgency
    said: Said
    words: str
    start: int
    end: int
    cue: str | None = None
    language: str | None = None

    @property
    def clear(self) -> bool:
        """Whether it is a report, and nothing in the message casts doubt on it."""
        return self.said is Said.REPORT and self.cue is None


@dataclass(frozen=True)
class Assessment:
    """What one message reports: the urgency if every report counts, every finding in message order."""

    urgency: Urgency
    findings: tuple[Finding, ...] = ()

    @property
    def certain(self) -> Urgency:
        """The urgency if no alarm counts whose report is in doubt; one raised for want of findings always does."""
        if not self.findings:
            return self.urgency
        return Urgency.highest(
            *(finding.urgency for finding in self.reported if finding.clear or not finding.urgency.is_alarm)
        )

    def beside(self, opinion: Urgency | None) -> Urgency:
        """Return the urgency that stands beside a second opinion, which has had its say on what is in doubt.

        Where there is none, as when the model fails, everything counts.
        """
        return self.urgency if opinion is None else Urgency.highest(self.certain, opinion)

    @property
    def reported(self) -> tuple[Finding, ...]:
        """The findings that are reports, most urgent first, then in message order."""
        reports = [finding for finding in self.findings if finding.said is Said.REPORT]
        return tuple(sorted(reports, key=lambda finding: (-finding.urgency.rank, finding.start)))
