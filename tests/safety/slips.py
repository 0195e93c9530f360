"""Slips of the finger in words that safety depends on, and which of them can be read at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from hypothesis import assume
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.safety import typos
from bot.words import DATA as SPELLINGS
from bot.words import plain

_LONG = 6


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    return {key: frozenset(words.split()) for key, words in YAML(typ="safe").load(typos.DATA).items()}


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    return frozenset(typos.english())


@lru_cache(maxsize=1)
def _doubled() -> frozenset[str]:
    return frozenset(YAML(typ="safe").load(Path(SPELLINGS))["double_letters"].split())


@lru_cache(maxsize=1)
def _meant() -> dict[str, set[str]]:
    """Return each slip with the words that it may be a slip for."""
    meant: dict[str, set[str]] = defaultdict(set)
    for word in _words()["mend"]:
        for slip in _slips(word):
            meant[slip].add(word)
    return meant


def _slips(word: str) -> Iterator[str]:
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]
        yield word[:place] + word[place] + word[place:]
        yield word[:place] + word[place : place + 2][::-1] + word[place + 2 :]


@st.composite
def with_a_slip(draw: st.DrawFn, sentence: str) -> str:
    """Draw `sentence` with one letter of one long word left out, doubled or swapped with the next.

    Discarded is a slip that makes another word, or one that is as near to another word that matters.
    """
    known = _words()
    places = [
        found
        for found in re.finditer(r"[A-Za-z]+", sentence)
        if len(found.group()) >= _LONG and found.group().lower() in known["mend"]
    ]
    assume(places)
    place = draw(st.sampled_from(places))
    word = place.group().lower()
    slip = draw(st.sampled_from(sorted(set(_slips(word)) - {word})))
    assume(slip not in known["mend"] | known["real"] | _english() and plain(slip) == [slip])
    assume(_meant()[slip] == {word})
    return sentence[: place.start()] + slip + sentence[place.end() :]


@st.composite
def with_a_letter_drawn_out(draw: st.DrawFn, sentence: str) -> str:
    """Draw `sentence` with one letter written three to six times ("cant breeeeathe")."""
    places = [
        found.start() + offset
        for found in re.finditer(r"[A-Za-z]{4,}", sentence)
        for offset in range(len(found.group()))
        if not _is_another_word_when_doubled(found.group().lower(), offset)
    ]
    assume(places)
    place = draw(st.sampled_from(places))
    return sentence[:place] + sentence[place] * draw(st.integers(3, 6)) + sentence[place + 1 :]


def _is_another_word_when_doubled(word: str, place: int) -> bool:
    once = re.sub(rf"{word[place]}+", word[place], word[place:], count=1)
    doubled = word[:place].rstrip(word[place]) + word[place] + once
    return doubled != word and doubled in _doubled()
