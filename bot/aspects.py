"""What is asked about a topic: its cause, how likely it is, how long it lasts and so on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from bot.patterns import Match
from bot.phrasebook import Phrasebook
from bot.words import SENTENCE_ENDS, Word, words

Aspect = Literal["cause", "likelihood", "duration", "prevention", "warning_signs", "what_to_do", "normal"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
DATA = Path(__file__).with_name("aspects.yml")
_TAG = 3  # a question of so few words ("ok?", "is that right?") may only tag what was asked before it


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """Return the phrases of `aspects.yml`.

    Raises:
        yamlfile.DataError: the file is wrong; the message names the file and the line.
    """
    return Phrasebook.load(DATA, ASPECTS)


def aspect_of(text: str) -> Aspect | None:
    """Return what `text` asks about its topic, None where it asks in general or asks nothing.

    Of two that are asked the first one counts. Sentences with a question mark go before others, as a patient's
    story often holds the words of a question.
    """
    book = phrasebook()
    spelt = book.spelt(words(text))
    found = book.find(spelt)
    if not found:
        return None
    asked = _where_asked(spelt)
    chosen = next((match for match in found if match.start in asked), None)
    return _aspect(chosen) if chosen else None


def _where_asked(spelt: Sequence[Word]) -> set[int]:
    """Return the places of the words in the sentences that ask, all places where no sentence clearly does."""
    asked: set[int] = set()
    start = 0
    asks = False
    for place, word in enumerate(spelt):
        if word.norm not in SENTENCE_ENDS:
            continue
        if word.norm == "?":
            asked.update(range(start, place))
            asks = asks or place - start > _TAG
        start = place + 1
    return asked if asks else set(range(len(spelt)))


def _aspect(match: Match) -> Aspect:
    return next(aspect for aspect in ASPECTS if aspect == match.id)
