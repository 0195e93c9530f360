"""What a channel's text goes through before anything reads it."""

from __future__ import annotations

import unicodedata

TOO_LONG = 2_000
"""The most characters of a message that is answered; a longer one is judged for safety only."""

_KEPT_CONTROLS = frozenset("\n\t\u200d")


def clean(text: str) -> str:
    """Return the text without what no patient means: control characters, lone surrogates, a leading slash.

    A typed "/" would make Rasa read the rest as an intent's name instead of as words.
    """
    visible = (
        char if char in _KEPT_CONTROLS or unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"} else " "
        for char in text
    )
    return unicodedata.normalize("NFC", "".join(visible)).strip().lstrip("/").strip()


def is_readable(text: str) -> bool:
    """Whether there is a letter, a digit or a symbol in it that could mean something."""
    return any(unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "So" for char in text)
