"""Mends misspelt words that safety depends on: slips ("swolllen", "vomitng", "chestpain"), or by ear ("chezt")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import pydantic

from bot import yamlfile
from bot.slips import Mender, english
from bot.words import Word, plain

DATA = Path(__file__).with_name("typos.yml")


class _TypoFile(pydantic.BaseModel):
    mend: str
    real: str

    class Config:
        extra = "forbid"


def mended(words: Sequence[Word]) -> list[Word]:
    """Return `words` with slips mended; a word that is split keeps its place in the text for each of its parts."""
    return _read(words, _mender().mend)


def heard(words: Sequence[Word]) -> list[Word]:
    """Return `words` as `mended` does, and those that are spelt by ear as what they sound like.

    Where fewer than half of them are English, nothing is heard: a foreign word sounds like many an English one.
    """
    mender = _mender()
    written = [word.norm for word in words if word.norm.isalpha()]
    english_ones = sum(mender.knows(norm) for norm in written)
    return _read(words, mender.meant if 2 * english_ones >= len(written) else mender.mend)


def _read(words: Sequence[Word], read: Callable[[str], tuple[str, ...]]) -> list[Word]:
    found: list[Word] = []
    for word in words:
        parts = read(word.norm)
        norms = [word.norm] if parts == (word.norm,) else plain(" ".join(parts))
        found += [Word(norm, word.start, word.end) for norm in norms]
    return found


@lru_cache(maxsize=1)
def _mender() -> Mender:
    data = yamlfile.load(DATA, _TypoFile)
    return Mender(data.mend.split(), {**english(), **dict.fromkeys(data.real.split(), 1)})
