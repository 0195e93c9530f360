"""What is asked about a topic: its cause, how likely it is, how long it lasts and so on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from bot.phrasebook import Phrasebook
from bot.words import SENTENCE_ENDS, Word

Aspect = Literal["cause", "likelihood", "duration", "prevention", "warning_signs", "what_to_do", "normal"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
DATA = Path(__file__).with_name("aspects.yml")
_OPENERS = frozenset(
    ("how", "what", "why", "who", "which", "where", "is", "are", "does", "do", "can", "will", "should")
)
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

    Of two that are asked the first one counts. Sentences with a question mark go before those that only open like
    a question, and these before others, as a patient's story often holds the words of a question.
    """
    book = phrasebook()
    words = book.words(text)
    found = book.find(words)
    for places in _places_by_how_they_ask(words) if found else ():
        first = next((spoken.kind for spoken in found if spoken.start in places), None)
        if first is not None:
            return next(aspect for aspect in ASPECTS if aspect == first)
    return None


def _places_by_how_they_ask(words: Sequence[Word]) -> Iterator[set[int]]:
    """Yield the places of the words in the sentences that surely ask, that may ask and, where none does, in all."""
    marked: set[int] = set()
    opening: set[int] = set()
    asks = False
    for start, end in _sentences(words):
        if end < len(words) and words[end].norm == "?":
            marked.update(range(start, end))
            asks = asks or end - start > _TAG
        elif any(word.norm in _OPENERS for word in words[start : min(start + 2, end)]):
            opening.update(range(start, end))
    yield marked
    yield opening
    if not asks:
        yield set(range(len(words)))


def _sentences(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, word in enumerate(words):
        if word.norm in SENTENCE_ENDS:
            yield start, place
            start = place + 1
    yield start, len(words)
