"""What is asked about a topic: its cause, how likely it is, how long it lasts and so on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from bot.phrasebook import Phrasebook
from bot.words import SENTENCE_ENDS, Word

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
    words = book.words(text)
    found = book.find(words)
    asked = _where_asked(words) if found else set()
    first = next((spoken.kind for spoken in found if spoken.start in asked), None)
    return next((aspect for aspect in ASPECTS if aspect == first), None)


def _where_asked(words: Sequence[Word]) -> set[int]:
    """Return the places of the words in the sentences that ask, all places where no sentence clearly does."""
    asked: set[int] = set()
    start = 0
    asks = False
    for place, word in enumerate(words):
        if word.norm not in SENTENCE_ENDS:
            continue
        if word.norm == "?":
            asked.update(range(start, place))
            asks = asks or place - start > _TAG
        start = place + 1
    return asked if asks else set(range(len(words)))
