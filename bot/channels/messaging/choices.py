"""Buttons where a platform has none: a numbered list, and what a typed number or word means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_PICKED = re.compile(
    r"(?:the |option |number |no\.? |nr\.? |choice |#)*"
    rf"(?P<which>\d{{1,2}}|{'|'.join(_NUMBER_WORDS + _ORDINALS)})"
    r"(?: one| please)*"
)


def numbered(choices: Sequence[str]) -> str:
    """Return the choices as lines, each with its number."""
    return "\n".join(f"{number}. {choice}" for number, choice in enumerate(choices, 1))


def chosen(text: str, choices: Sequence[str]) -> str:
    """Return the choice that `text` names by its number or its words; `text` itself where it names none."""
    typed = _plain(text)
    for choice in choices:
        if typed == _plain(choice):
            return choice
    if picked := _PICKED.fullmatch(typed):
        which = picked["which"]
        words = _NUMBER_WORDS + _ORDINALS
        place = int(which) if which.isdecimal() else words.index(which) % len(_NUMBER_WORDS) + 1
        if 1 <= place <= len(choices):
            return choices[place - 1]
    return text


def _plain(text: str) -> str:
    """Return the text without capitals, marks around it and the signs of a keycap emoji."""
    kept = "".join(char for char in unicodedata.normalize("NFKC", text) if char not in "\ufe0f\u20e3")
    return re.sub(r"\s+", " ", kept).strip(" \t\n.,!?:;()[]\"'“”‘’*-").casefold()
