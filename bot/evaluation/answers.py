"""What the bot makes of each labelled message, and whether that is right."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from bot.assistant import Assistant
from bot.evaluation.labelled import Expected, Labelled
from bot.safety import Urgency

ASKED = "(asked)"
"""Stands for a topic in the report where the bot asked instead of answering."""

Ranking = tuple[tuple[str, float], ...]
"""Topics and their probabilities, the likeliest first."""


@dataclass(frozen=True)
class Answer:
    """A judged message: what was expected, the topic answered (`None`: the bot asked, offering `options`).

    `ranking` is the classifier's, before any doubt about it.
    """

    where: str
    text: str
    expected: Expected
    topic: str | None
    options: tuple[str, ...] = ()
    aspect: str | None = None
    ranking: Ranking = ()
    urgency: Urgency = Urgency.NONE

    @property
    def wanted(self) -> str:
        """The likeliest of the topics that are right."""
        return self.expected.topics[0]

    @property
    def right(self) -> bool:
        """Whether the topic answered is a right one."""
        return self.topic in self.expected.topics

    @property
    def offered(self) -> bool:
        """Whether the bot asked, and a right topic is among those that it offered."""
        return self.topic is None and bool(set(self.options) & set(self.expected.topics))

    @property
    def pair(self) -> tuple[str, str]:
        """The right topic and the one answered, as a confusion matrix counts them."""
        got = self.topic or ASKED
        return (got if self.right else self.wanted), got

    @property
    def best(self) -> str | None:
        """The topic that the classifier holds likeliest."""
        return self.ranking[0][0] if self.ranking else None

    @property
    def confidence(self) -> float:
        """The classifier's probability of the likeliest topic."""
        return self.ranking[0][1] if self.ranking else 0.0


async def answers(assistant: Assistant, messages: Iterable[Labelled]) -> AsyncIterator[Answer]:
    """Put each message, or conversation, to the assistant as a new sender; yield an answer for each judged turn."""
    for message in messages:
        sender = uuid.uuid4().hex
        for number, (text, expected) in enumerate(zip(message.turns, message.expected, strict=True), start=1):
            reply = await assistant.reply(sender, text)
            if not expected.topics:
                continue
            turn = f", turn {number}" if len(message.turns) > 1 else ""
            yield Answer(
                where=f"{message.file}:{message.line}{turn}",
                text=text,
                expected=expected,
                topic=reply.topic,
                options=reply.options,
                aspect=reply.aspect,
                ranking=reply.ranking,
                urgency=reply.urgency,
            )


def hardest(missed: Sequence[Answer], most: int) -> list[Answer]:
    """Return the `most` answers that were wrong with the greatest confidence, the surest first."""
    wrong = [answer for answer in missed if not answer.right and not answer.offered]
    return sorted(wrong, key=lambda answer: answer.confidence, reverse=True)[:most]
