"""Reads words that are spelt as they sound ("injeckshun"), which are more than one letter away from what is meant."""

from __future__ import annotations

from collections.abc import Mapping

import jellyfish

_SHORTEST = 4
_BEGIN_ALIKE = ("ckq", "cs", "fp", "gj", "hw", "kn", "rw", "sz")  # Metaphone takes "crohn" for "grown"
_LIKELIER = 5  # one of several words is meant where it is written so many times as often as the next


class Ear:
    """Knows words by their sound (Metaphone; Philips 1990): `words`, each with how often it is written."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = words
        self._by_sound: dict[str, list[str]] = {}
        for word in words:
            self._by_sound.setdefault(jellyfish.metaphone(word), []).append(word)

    def heard(self, written: str) -> str | None:
        """Return the word that sounds as `written` (lower case), the nearest in letters; `None` if none is likely."""
        if len(written) < _SHORTEST or not (written.isascii() and written.isalpha()):
            return None
        spellings = (written, f"{written}g") if written.endswith("in") else (written,)  # "swelin"
        sounds = {jellyfish.metaphone(spelling) for spelling in spellings}
        alike = [word for sound in sorted(sounds) for word in self._by_sound.get(sound, ())]
        away = {
            word: jellyfish.damerau_levenshtein_distance(written, word)
            for word in alike
            if _begin_alike(word, written)
        }
        # Metaphone drops vowels: a word that shares fewer than two letters in three is another.
        nearest = min(away.values(), default=len(written))
        if nearest > (len(written) + 1) // 3:
            return None
        return likeliest({word: self._words[word] for word in away if away[word] == nearest})


def likeliest(words: Mapping[str, int]) -> str | None:
    """Return the word that is written so much oftener than the others that it is meant; `None` if none is."""
    ranked = sorted(words, key=words.__getitem__, reverse=True)
    if not ranked or (len(ranked) > 1 and words[ranked[0]] < _LIKELIER * words[ranked[1]]):
        return None
    return ranked[0]


def _begin_alike(word: str, written: str) -> bool:
    return word[0] == written[0] or any(
        word[0] in letters and written[0] in letters for letters in _BEGIN_ALIKE
    )
