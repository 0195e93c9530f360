"""Checks that an answer on a side effect ends with when to call a professional."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.check.problem import Problem
from bot.check.variations import DOMAIN, Variation
from bot.topics import Topics

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WHEN = re.compile(r"\b(if|when|as soon as|whenever)\b", re.IGNORECASE)
_CALL = re.compile(
    r"\bcall\b.*(\bclinic\b|\bdoctor\b|\bclinician\b|\{clinic_phone\}|\{urgent_line\})", re.IGNORECASE
)


def check(variations: Iterable[Variation], topics: Topics) -> Iterator[Problem]:
    """Yield a problem for each answer on a side effect whose last sentence does not say when to call whom."""
    side_effects = {topic.id for topic in topics.topics if topic.side_effect}
    for variation in variations:
        if variation.topic not in side_effects:
            continue
        last = _SENTENCE_END.split(variation.text)[-1]
        if not (_WHEN.search(last) and _CALL.search(last)):
            yield Problem(
                str(DOMAIN),
                variation.line_holding(" ".join(last.split()[-2:])),
                f"{variation.response} does not end with when to call a professional; "
                'write a last sentence such as "If it is severe or does not settle, call your clinic."',
            )
