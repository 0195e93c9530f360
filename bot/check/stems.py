"""Words without their endings, so that "infected" and "infection" compare as one."""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_SHORTEST_STEM = 4
_ENDINGS = (
    *("atory", "ations", "ation", "iness", "ities", "ious", "ical", "ness"),
    *("ings", "ions", "ity", "ous", "ing", "ion", "ies", "ics"),
    *("ed", "es", "ic", "al", "y", "e"),
)
_SPELLINGS = (("ae", "e"), ("oe", "e"), ("ise", "ize"), ("ysed", "yzed"), ("our", "or"))


def stems(text: str) -> list[str]:
    """Return the words of `text` in order, each as its stem."""
    return [stem(word) for word in _WORD.findall(text.casefold().replace("’", "'"))]


def stem(word: str) -> str:
    """Return `word` without its ending, in American spelling: a stem for comparing, not for reading."""
    word = word.removesuffix("'s").replace("'", "")
    for british, american in _SPELLINGS:
        if len(word) > _SHORTEST_STEM:
            word = word.replace(british, american)
    if word.endswith("ies"):
        word = word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2]:
        word = word[:-1]
    return word
