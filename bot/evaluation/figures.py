"""The figures of understanding: shares of answers that are right, by kind of message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.counts import Count
from bot.evaluation.answers import Answer

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Figure:
    """A share of answers: of those for which `counted` holds, those that are `right`."""

    title: str
    counted: Callable[[Answer], bool]
    right: Callable[[Answer], bool]

    def count(self, answers: Iterable[Answer]) -> Count:
        """Count this figure on `answers`."""
        judged = [self.right(answer) for answer in answers if self.counted(answer)]
        return Count(sum(judged), len(judged))


def figures(article: Iterable[str]) -> tuple[Figure, ...]:
    """Return the figures, in the order in which they are shown; `article` are the topics that the article answers."""
    topics = frozenset(article)

    def on_article(answer: Answer) -> bool:
        return answer.wanted in topics

    def on_other(answer: Answer) -> bool:
        return answer.wanted not in topics and answer.wanted != OUT_OF_SCOPE

    def on_out_of_scope(answer: Answer) -> bool:
        return answer.wanted == OUT_OF_SCOPE

    def right_or_offered(answer: Answer) -> bool:
        return answer.right or answer.offered

    return (
        Figure("article topics right", on_article, lambda answer: answer.right),
        Figure("article topics right or offered", on_article, right_or_offered),
        Figure("article topics not taken for out of scope", on_article, lambda a: a.topic != OUT_OF_SCOPE),
        Figure("other kinds right", on_other, lambda answer: answer.right),
        Figure("other kinds right or offered", on_other, right_or_offered),
        Figure("out of scope caught", on_out_of_scope, lambda answer: answer.right),
        Figure(
            "aspect right",
            lambda answer: answer.expected.aspect is not None,
            lambda answer: (answer.aspect or "none") == answer.expected.aspect,
        ),
    )


@dataclass(frozen=True)
class TopicFigures:
    """Precision, recall and F1 (0 to 1) of one topic, and how many messages are of it."""

    topic: str
    precision: float
    recall: float
    f1: float
    messages: int


def by_topic(answers: Sequence[Answer]) -> list[TopicFigures]:
    """Return the figures of each topic; an answer that is right by another label counts as right."""
    from sklearn.metrics import precision_recall_fscore_support

    pairs = [answer.pair for answer in answers]
    labels = sorted({wanted for wanted, _ in pairs})
    rows = precision_recall_fscore_support(*zip(*pairs, strict=True), labels=labels, zero_division=0)
    return [
        TopicFigures(label, float(precision), float(recall), float(f1), int(messages))
        for label, precision, recall, f1, messages in zip(labels, *rows, strict=True)
    ]
