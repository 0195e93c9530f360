"""Mends one slip of the finger in a word that safety depends on ("swolllen", "brething", "vomitng")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pydantic

from bot import yamlfile
from bot.words import Word, plain

DATA = Path(__file__).with_name("typos.yml")
_ENDINGS = ("s", "d", "r", "y", "n", "e")
_SHORTEST = 5
_SHORTEST_TO_CHANGE_A_LETTER = 6  # "never" is no fever


class _TypoFile(pydantic.BaseModel):
    mend: str
    likelier: str
    real: str

    class Config:
        extra = "forbid"


class Mender:
    """Knows the words that matter, and the real words that must stay what they are.

    Where a slip could be one of several words, it is the one that is `likelier`; where none is, or two, it stays.
    """

    def __init__(self, words: Iterable[str], real: Iterable[str], likelier: Iterable[str] = ()) -> None:
        self._words = frozenset(words)
        self._real = frozenset(real) | self._words
        self._likelier = frozenset(likelier)
        slips: dict[str, set[str]] = {}
        for word in self._words:
            for slip in _slips(word):
                slips.setdefault(slip, set()).add(word)
        self._slips = {slip: best for slip, meant in slips.items() if (best := self._meant(slip, meant))}

    def mend(self, word: str) -> str:
        """Return the word that `word` is a slip for, or `word` itself."""
        if len(word) < _SHORTEST - 1 or word in self._real or not word.isalpha():
            return word
        slipped = self._slips.get(word)
        if slipped in self._likelier:
            return slipped
        if once := self._typed_twice(word):
            return once
        if word[-1] in _ENDINGS and word[:-1] in self._words:
            # It may be another form of that word, unless a letter is left out of a longer one ("shouldr").
            return slipped if slipped and slipped.startswith(word[:-1]) else word
        return slipped or self._one_letter_off(word) or word

    def _meant(self, slip: str, words: set[str]) -> str | None:
        if len(words) > 1 and "?" not in slip:  # a wrong letter is too much of a guess
            words = words & self._likelier
        return min(words) if len(words) == 1 else None

    def _typed_twice(self, word: str) -> str | None:
        """Return the word in which a letter was typed twice ("coughh")."""
        doubled = (place for place in range(1, len(word)) if word[place] == word[place - 1])
        return next((once for place in doubled if self._matters(once := _without(word, place))), None)

    def _one_letter_off(self, word: str) -> str | None:
        """Return the word that a letter too many, or a wrong one, was typed in."""
        for place in range(1, len(word)):
            if self._matters(without := _without(word, place)):
                return without
            changed = word[:place] + "?" + word[place + 1 :]
            if changed in self._slips:
                return self._slips[changed]
        return None

    def _matters(self, word: str) -> bool:
        return word in self._words and len(word) >= _SHORTEST


def _without(word: str, place: int) -> str:
    return word[:place] + word[place + 1 :]


def _slips(word: str) -> Iterator[str]:
    """Yield `word` with a letter left out, two swapped, or one changed (written `?`); its first letter stays."""
    if len(word) < _SHORTEST:
        return
    for place in range(1, len(word)):
        if len(word) > _SHORTEST or place < len(word) - 1:
            yield _without(word, place)
        if place + 1 < len(word):
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if len(word) >= _SHORTEST_TO_CHANGE_A_LETTER and place < len(word) - 1:
            yield word[:place] + "?" + word[place + 1 :]


def mended(words: Sequence[Word]) -> list[Word]:
    """Return `words` with slips mended; every word keeps its place in the text."""
    mender = _mender()
    found: list[Word] = []
    for word in words:
        right = mender.mend(word.norm)
        norms = [right] if right == word.norm else plain(right)
        found += [Word(norm, word.start, word.end) for norm in norms]
    return found


@lru_cache(maxsize=1)
def _mender() -> Mender:
    data = yamlfile.load(DATA, _TypoFile)
    return Mender(data.mend.split(), data.real.split(), data.likelier.split())
