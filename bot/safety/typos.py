"""Mends one slip of the finger in a word that safety depends on ("swolllen", "brething", "vomitng")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pydantic

from bot import yamlfile
from bot.words import Word

DATA = Path(__file__).with_name("typos.yml")
_ENDINGS = ("s", "d", "r", "y", "n", "e")
_SHORTEST = 5
_SHORTEST_TO_CHANGE_A_LETTER = 6  # "never" is no fever


class _TypoFile(pydantic.BaseModel):
    mend: str
    real: str

    class Config:
        extra = "forbid"


class Mender:
    """Knows the words that matter, and the real words that must stay what they are."""

    def __init__(self, words: Iterable[str], real: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._real = frozenset(real) | self._words
        slips: dict[str, set[str]] = {}
        for word in self._words:
            for slip in _slips(word):
                slips.setdefault(slip, set()).add(word)
        self._slips = {slip: min(meant) for slip, meant in slips.items() if len(meant) == 1}

    def mend(self, word: str) -> str:
        """Return the word that `word` is a slip for, or `word` itself."""
        if len(word) < _SHORTEST - 1 or word in self._real or not word.isalpha():
            return word
        if word[-1] in _ENDINGS and word[:-1] in self._words:
            return word
        if word in self._slips:
            return self._slips[word]
        for place in range(1, len(word)):
            without = word[:place] + word[place + 1 :]
            if without in self._words and len(without) >= _SHORTEST:
                return without
            changed = word[:place] + "?" + word[place + 1 :]
            if changed in self._slips:
                return self._slips[changed]
        return word


def _slips(word: str) -> Iterator[str]:
    """Yield `word` with a letter left out, two swapped, or one changed (written `?`); its first letter stays."""
    if len(word) < _SHORTEST:
        return
    for place in range(1, len(word)):
        if len(word) > _SHORTEST or place < len(word) - 1:
            yield word[:place] + word[place + 1 :]
        if place + 1 < len(word):
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if len(word) >= _SHORTEST_TO_CHANGE_A_LETTER and place < len(word) - 1:
            yield word[:place] + "?" + word[place + 1 :]


def mended(words: Sequence[Word]) -> list[Word]:
    """Return `words` with slips mended; every word keeps its place in the text."""
    mender = _mender()
    return [Word(mender.mend(word.norm), word.start, word.end) for word in words]


@lru_cache(maxsize=1)
def _mender() -> Mender:
    data = yamlfile.load(DATA, _TypoFile)
    return Mender(data.mend.split(), data.real.split())
