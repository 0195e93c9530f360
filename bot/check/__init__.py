"""What `bot check` runs: every rule that the curated data must keep, each problem with its file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bot.article import load_article
from bot.check import (
    coverage,
    endings,
    examples,
    figures,
    placeholders,
    rasa_data,
    reading,
    sources,
    terms,
    understanding,
)
from bot.check.problem import Problem, problems_of
from bot.check.variations import load_domain
from bot.settings import load_settings
from bot.topics import load_topics
from bot.yamlfile import DataError

__all__ = ["Problem", "run"]


def run(root: Path, *, rasa: bool = True, language: bool = True) -> list[Problem]:
    """Check the data files of the project in `root`.

    `rasa` says whether to run Rasa's own validation as well, which takes half a minute; `language` whether to
    read the red flags and the other rules of how messages are understood, which takes some seconds.
    """
    problems: list[Problem] = []
    checks: list[Callable[[Path], Iterable[Problem]]] = [_settings, _replies, examples.check]
    if language:
        checks.append(understanding.check)
    if rasa:
        checks.append(rasa_data.check)
    for check in checks:
        try:
            problems.extend(check(root))
        except DataError as error:
            problems.extend(problems_of(error, root))
    return sorted(set(problems))


def _settings(root: Path) -> Iterable[Problem]:
    load_settings(root)
    return ()


def _replies(root: Path) -> Iterator[Problem]:
    article, topics, (document, variations) = load_article(root), load_topics(root), load_domain(root)
    yield from coverage.check(document, variations, topics)
    yield from sources.check(variations, article, topics)
    yield from figures.check(variations, article)
    yield from terms.check(variations, article, terms.load_terms())
    yield from reading.check(variations)
    yield from placeholders.check(variations, topics)
    yield from endings.check(variations, topics)
