"""Checks that a reply names the passages it rests on, and none that do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.article import Article
from bot.check.problem import Problem
from bot.check.variations import DOMAIN, Variation
from bot.topics import Topics

_SILENCE = re.compile(r"\bthe article (does not|gives no|has no|names no|says nothing)\b", re.IGNORECASE)


def check(variations: Iterable[Variation], article: Article, topics: Topics) -> Iterator[Problem]:
    """Yield a problem for each reply whose sources are missing, empty without reason, unknown or named twice.

    An answer on a topic of the article may have no source only where it says that the article is silent.
    Other replies may have none, too. Whatever has none, `bot.check.terms` lets use no medical word at all.
    """
    known = ", ".join(article.ids)
    for variation in variations:
        line = variation.line_holding("sources:")
        if variation.sources is None:
            yield Problem(
                str(DOMAIN),
                variation.line,
                f"{variation.response} has no sources; write `metadata: {{sources: [pain]}}` with the "
                "passages that it rests on, or [] where it says nothing from the article",
            )
            continue
        if not variation.sources and variation.topic in topics and not _SILENCE.search(variation.text):
            yield Problem(
                str(DOMAIN),
                line,
                f"{variation.response} answers from the article without a source; write the passages' ids, "
                'or say that "the article does not say"',
            )
        for source in variation.sources:
            if source not in article.ids:
                yield Problem(str(DOMAIN), line, f"unknown passage {source!r}; write one of {known}")
        if len(set(variation.sources)) < len(variation.sources):
            yield Problem(str(DOMAIN), line, f"{variation.response} names a source twice; write each once")
