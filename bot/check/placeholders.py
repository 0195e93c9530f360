"""Checks that a reply names only known clinic values in braces, and that its buttons say what they send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.check.problem import Problem
from bot.check.variations import DOMAIN, Variation
from bot.settings import PLACEHOLDERS
from bot.topics import Topics


def check(variations: Iterable[Variation], topics: Topics) -> Iterator[Problem]:
    """Yield a problem for each unknown name in braces, stray brace, and button that is no topic's title."""
    known = ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
    for variation in variations:
        for name in variation.placeholders:
            if name not in PLACEHOLDERS:
                yield Problem(
                    str(DOMAIN),
                    variation.line_holding(f"{{{name}}}"),
                    f"unknown placeholder {{{name}}}; write one of {known}",
                )
        for brace in "{}":
            if brace in variation.words:
                yield Problem(
                    str(DOMAIN),
                    variation.line,
                    f"{variation.response} has a stray {brace!r}; write {{clinic_phone}}, say, in full",
                )
        yield from _buttons(variation, topics)


def _buttons(variation: Variation, topics: Topics) -> Iterator[Problem]:
    for title, payload in variation.buttons:
        line = variation.line_holding(title)
        if payload != title:
            yield Problem(
                str(DOMAIN),
                line,
                f"the button {title!r} sends {payload!r}; write its title as payload too",
            )
        if topics.titled(title) is None:
            yield Problem(
                str(DOMAIN), line, f"the button {title!r} is no topic's title; write one of data/topics.yml"
            )
