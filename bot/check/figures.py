"""Checks that a reply gives no figure (a number, a length of time, how often) that its passages do not give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.article import Article
from bot.check.problem import Problem
from bot.check.variations import DOMAIN, Variation

_NUMBER = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundred|thousand|million|dozen|half|third|quarter|couple|few|several|most)"
)
_TIME = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|years?|decades?)"
_SHARE = r"(?:in|out\sof)\s(?:a\s|every\s)?(?:two|three|four|five|ten|twenty|hundred|thousand|million)"
_AMOUNT = r"(?:mg|milligrams?|grams?|ml|millilitres?|litres?|doses?|tablets?|degrees?|times|cells|times as)"
_PEOPLE = r"(?:people|patients|cases|persons|women|men|children|adults|trials|studies)"
_FIGURE = re.compile(
    rf"""
    [0-9]+(?:[.,][0-9]+)*\s*%?                                    # any digit
    | \b{_NUMBER}\b(?:[\s-](?:or|to|and|and[ ]a|of|the|a|{_NUMBER}))*[\s-](?:\w+[\s-])?(?:{_TIME}|{_AMOUNT})\b
    | \b{_NUMBER}\b(?:[\s-](?:or|to|of|the|all|{_NUMBER}))*[\s-](?:\w+[\s-])?{_PEOPLE}\b
    | \b(?:a|an|some|for|within|after|over|next|first)\s(?:\w+\s)?{_TIME}\b        # "a week", "within days"
    | \b{_NUMBER}\s{_SHARE}\b
    | \bper\s?cent(?:age)?\b
    | \b(?<!how\s)(?:often|usually|rare|rarely|always|never|seldom|sometimes|mostly|frequent|frequently)\b
    | \b(?:typical|typically|commonly|common|likely\sto|unlikely)\b
    | \b(?:majority|minority|overnight|halves|doubles|triples|twice)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def check(variations: Iterable[Variation], article: Article) -> Iterator[Problem]:
    """Yield a problem for each figure in a reply that none of its passages holds in the same words.

    Placeholders are the clinic's own values and no figures. "Some people" is no figure; "most people" is one.
    """
    for variation in variations:
        if variation.sources is None:
            continue
        held = [article.passage(s).words().casefold() for s in variation.sources if s in article.ids]
        for figure in figures(variation.words):
            if not any(figure.casefold() in words for words in held):
                yield Problem(
                    str(DOMAIN),
                    variation.line_holding(figure.split()[0]),
                    f"the figure {figure!r} is in none of the reply's passages; "
                    'take it out, or write that "the article does not say"',
                )


def figures(text: str) -> list[str]:
    """Return the figures in `text`, as they are written there."""
    return [match.group().strip() for match in _FIGURE.finditer(text)]
