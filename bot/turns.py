"""One message as it is understood, and the conversation before it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.safety import Urgency


@dataclass(frozen=True)
class Question:
    """A topic asked about, and the aspect of it (`None`: in general)."""

    topic: str
    aspect: str | None = None


@dataclass(frozen=True)
class Turn:
    """One message as understood. `topic` is `None` where that is unsure; `ranking` is best first.

    `crisis`: what it reports is someone's wish to die or to do harm.
    """

    text: str
    topic: str | None
    aspect: str | None = None
    ranking: tuple[tuple[str, float], ...] = ()
    urgency: Urgency = Urgency.NONE
    flag_topic: str | None = None
    questions: tuple[Question, ...] = ()
    after_alarm: str | None = None
    crisis: bool = False


@dataclass(frozen=True)
class Context:
    """The conversation so far: article topics spoken of (latest first), what was offered, the open alarm.

    `last` is what the last reply was about, `aspect` the aspect that was answered last, or else asked for in vain.
    """

    topics: tuple[str, ...] = ()
    last: str | None = None
    aspect: str | None = None
    options: tuple[str, ...] = ()
    unsure: bool = False
    alarm: Urgency = Urgency.NONE
    crisis: bool = False
