"""Checks that a reply can be read at the age of 13 or below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import textstat

from bot.check.problem import Problem
from bot.check.variations import DOMAIN, Variation

HIGHEST_GRADE = 8.0
"""The highest Flesch-Kincaid grade (US school years) that a reply may have."""


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of `text`, in US school years."""
    return float(textstat.flesch_kincaid_grade(text))


def check(variations: Iterable[Variation]) -> Iterator[Problem]:
    """Yield a problem for each reply that is too hard to read."""
    for variation in variations:
        reached = grade(variation.words)
        if reached > HIGHEST_GRADE:
            yield Problem(
                str(DOMAIN),
                variation.line,
                f"{variation.response} reads at grade {reached:.1f}, above {HIGHEST_GRADE:.0f}; "
                "write shorter sentences and shorter words",
            )
