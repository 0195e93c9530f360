"""Checks that no message, nor two that are all but the same, stand under two labels in `data/nlu.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bot import yamlfile
from bot.check.problem import Problem
from bot.words import words

NLU = Path("data", "nlu.yml")

_FEWEST_WORDS = 2
_FILLERS = frozenset(("a", "an", "the", "please", "thanks", "hi", "hello", "hey"))
_NOISE = re.compile(r"[^\w\s]|_")


class Example(NamedTuple):
    """An example of `data/nlu.yml` with the line that it stands in; what its group does not say is None."""

    line: int
    text: str
    topic: str
    urgency: str | None
    aspect: str | None

    @property
    def label(self) -> str:
        """Topic and urgency: what no message has two of."""
        return f"{self.topic}, {self.urgency}" if self.urgency else self.topic


def check(root: Path) -> Iterator[Problem]:
    """Yield a problem for each message that is labelled twice in different ways, naming both lines.

    Messages that differ only in capitals, punctuation and spaces are one, and so are those of the same words in another
    order or spelling, leaving aside articles and politeness.

    Raises:
        bot.yamlfile.DataError: the file is not YAML.
    """
    seen: dict[str, Example] = {}
    near: dict[tuple[str, ...], Example] = {}
    for example in examples(yamlfile.read(root / NLU)):
        same = plain(example.text)
        if not same:
            continue
        first = seen.setdefault(same, example)
        if first.label != example.label:
            yield _problem(example, first, "", "keep one of the two")
            continue
        if first is example and len(meant := _words_that_mean(example.text)) >= _FEWEST_WORDS:
            like = near.setdefault(meant, example)
            if like.label != example.label:
                same_words = f"{like.text!r}, of the same words, is "
                yield _problem(example, like, same_words, "keep one, or label both alike")


def _problem(example: Example, first: Example, other: str, what_to_do: str) -> Problem:
    told = f"{example.text!r} is {example.label} here and {other}{first.label} in line {first.line}; {what_to_do}"
    return Problem(str(NLU), example.line, told)


def _words_that_mean(text: str) -> tuple[str, ...]:
    return tuple(sorted(w.norm for w in words(text) if not w.is_boundary and w.norm not in _FILLERS))


def plain(text: str) -> str:
    """Return the text without capitals, punctuation and doubled spaces, to tell whether two messages are one."""
    return " ".join(_NOISE.sub("", text.casefold()).split())


def examples(document: Any) -> Iterator[Example]:
    """Yield each example of `data/nlu.yml`, read by `bot.yamlfile`."""
    for index, group in enumerate(document["nlu"]):
        if "intent" not in group:
            continue
        first = yamlfile.line_of(document, ("nlu", index, "examples")) + 1
        metadata = group.get("metadata") or {}
        labels = (str(group["intent"]), metadata.get("urgency"), metadata.get("aspect"))
        for offset, text in enumerate(str(group["examples"]).splitlines()):
            yield Example(first + offset, text.removeprefix("-").strip(), *labels)
