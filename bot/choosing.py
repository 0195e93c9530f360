"""Which of several choices a patient picks by its place: "2", "the second one", "option b", "the last"."""

from __future__ import annotations

import re
import unicodedata

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SHORT = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th")
_LETTERS = tuple("abcdefghij")
_PLACES = {
    word: place for words in (_NUMBERS, _ORDINALS, _SHORT, _LETTERS) for place, word in enumerate(words)
}
_PLACES["former"] = 0
_LAST = ("last", "latter", "bottom")
_PICKED = re.compile(
    r"(?:the |option |number |no\.? |nr\.? |choice |#)*"
    rf"(?P<which>\d{{1,2}}|{'|'.join((*_PLACES, *_LAST))})"
    r"(?: one| please)*"
)


def picked(text: str, count: int) -> int | None:
    """Return the place, from 0, of the one of `count` choices that `text` picks; `None` where it picks none."""
    found = _PICKED.fullmatch(plain(text))
    if not found:
        return None
    which = found["which"]
    if which in _LAST:
        return count - 1 if count else None
    place = int(which) - 1 if which.isdecimal() else _PLACES[which]
    return place if 0 <= place < count else None


def plain(text: str) -> str:
    """Return the text without capitals, marks around it and the signs of a keycap emoji."""
    kept = "".join(char for char in unicodedata.normalize("NFKC", text) if char not in "\ufe0f\u20e3")
    return re.sub(r"\s+", " ", kept).strip(" \t\n.,!?:;()[]\"'“”‘’*-").casefold()
