"""Checks the rules and phrases by which messages are understood: red flags, aspects, small talk, requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import bot
from bot import aspects, privacy, smalltalk
from bot.check.problem import Problem, problems_of
from bot.phrasebook import Phrasebook
from bot.safety.after_alarm import DATA as AFTER_ALARM
from bot.safety.after_alarm import load_answers
from bot.safety.rules import DATA as RED_FLAGS
from bot.safety.rules import load_rules
from bot.yamlfile import DataError

_SHIPPED = Path(bot.__file__).parents[1]


def check(root: Path) -> Iterator[Problem]:
    """Yield what is wrong with each rule file in `root`, or with the shipped one where `root` has none."""
    loads: tuple[tuple[Path, Callable[[Path], object]], ...] = (
        (RED_FLAGS, load_rules),
        (AFTER_ALARM, load_answers),
        (aspects.DATA, lambda path: Phrasebook.load(path, aspects.ASPECTS)),
        (smalltalk.DATA, lambda path: Phrasebook.load(path, smalltalk.KINDS)),
        (privacy.DATA, lambda path: Phrasebook.load(path, ["deletion"])),
    )
    for shipped, load in loads:
        own = root / shipped.relative_to(_SHIPPED)
        try:
            load(own if own.exists() else shipped)
        except DataError as error:
            yield from problems_of(error, root)
