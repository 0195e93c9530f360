"""Mends misspelt words: those that are no words, but one letter away from one that is known, or sound like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import resources

import symspellpy
from symspellpy import SymSpell, Verbosity

from bot.by_ear import Ear, likeliest

_FREQUENCIES = (
    "frequency_dictionary_en_82_765.txt"  # comes with SymSpell: English words, how often each is written
)
_DOUBLED = re.compile(r"(.)\1+")
_SHORTEST = 4
_SHORTEST_TO_CHANGE_A_LETTER = 6  # "never" is no fever
_SHORTEST_TO_SPLIT, _LONGEST_TO_SPLIT = 7, 40
_SHORTEST_PART = 4
_COMMON = 1_000_000  # what a run-together word may be made of: some 23,000 words


class Mender:
    """Knows the words that matter, and the real words that must stay what they are.

    `words` are those to mend to, `real` those that are never mended, with how often each is written.
    """

    def __init__(self, words: Iterable[str], real: Mapping[str, int]) -> None:
        self._words = frozenset(words)
        self._real = frozenset(real) | self._words
        counts = {word: max(real.get(word, 1), 1) for word in self._words}
        self._near = SymSpell(max_dictionary_edit_distance=1)
        for word, count in counts.items():
            self._near.create_dictionary_entry(word, count)
        self._ear = Ear(counts)
        self._joined = SymSpell(max_dictionary_edit_distance=0)
        for word, often in real.items():
            if often >= _COMMON:
                self._joined.create_dictionary_entry(word, often)

    def knows(self, word: str) -> bool:
        """Return whether the word is a real one, which is never mended."""
        return word in self._real

    def mend(self, word: str) -> tuple[str, ...]:
        """Return the word or words that `word` is a slip for, or `word` itself."""
        if len(word) < _SHORTEST or self.knows(word) or not (word.isascii() and word.isalpha()):
            return (word,)
        if near := self._one_slip_away(word):
            return (near,)
        return self._split(word) or (word,)

    def meant(self, word: str) -> tuple[str, ...]:
        """Return the word or words that `word` is a slip for, or sounds like, or `word` itself."""
        mended = self.mend(word)
        return mended if mended != (word,) else (self.heard(word),)

    def heard(self, word: str) -> str:
        """Return the word that `word`, which is no slip, sounds like, or `word` itself."""
        return word if self.knows(word) else self._ear.heard(word) or word

    def _one_slip_away(self, word: str) -> str | None:
        near = [
            found
            for found in self._near.lookup(word, Verbosity.ALL, max_edit_distance=1)
            if found.term[0] == word[0] and _is_likely_slip(word, found.term)
        ]
        least = min((_unlikeliness(word, found.term) for found in near), default=0)
        return likeliest(
            {found.term: found.count for found in near if _unlikeliness(word, found.term) == least}
        )

    def _split(self, word: str) -> tuple[str, ...]:
        if not _SHORTEST_TO_SPLIT <= len(word) <= _LONGEST_TO_SPLIT:
            return ()
        parts = self._joined.word_segmentation(word, max_edit_distance=0).segmented_string.split()
        known = all(part in self._real and (len(part) > 1 or part in ("a", "i")) for part in parts)
        matters = any(part in self._words and len(part) >= _SHORTEST_PART for part in parts)
        return tuple(parts) if known and matters else ()


def _unlikeliness(written: str, meant: str) -> int:
    """Rank slips: a letter typed twice or once for twice, then one left out or two swapped, then any other."""
    if _DOUBLED.sub(r"\1", written) == _DOUBLED.sub(r"\1", meant):
        return 0
    return 1 if len(meant) > len(written) or sorted(meant) == sorted(written) else 2


def _is_likely_slip(written: str, meant: str) -> bool:
    """Whether so short a word may be meant: another letter in one makes many a word of it, a missing one few."""
    if len(written) != len(meant) or sorted(written) == sorted(meant):
        return len(meant) > _SHORTEST or len(written) > len(meant)
    return len(meant) >= _SHORTEST_TO_CHANGE_A_LETTER


def english() -> dict[str, int]:
    """Return English words, each with how often it is written, as SymSpell brings them."""
    lines = resources.files(symspellpy).joinpath(_FREQUENCIES).read_text(encoding="utf-8-sig").splitlines()
    return {word: int(often) for word, often in map(str.split, lines)}
