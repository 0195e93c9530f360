"""Mends misspelt words that safety depends on: slips ("swolllen", "vomitng", "chestpain"), or by ear ("chezt")."""

from __future__ import annotations

from collections.abc import Sequence
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


def readings(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """Return `words` with slips mended, and the same with those spelt by ear as what they sound like.

    A word that is split keeps its place in the text for each of its parts. Where fewer than half of the words are
    English, nothing is heard: a foreign word sounds like many an English one.
    """
    mender = _mender()
    mended = [mender.mend(word.norm) for word in words]
    spelled = _spelled(words, mended)
    written = [word.norm for word in words if word.norm.isalpha()]
    if 2 * sum(mender.knows(norm) for norm in written) < len(written):
        return spelled, spelled
    heard = [
        parts if parts != (word.norm,) else (mender.heard(word.norm),)
        for word, parts in zip(words, mended, strict=True)
    ]
    return spelled, _spelled(words, heard)


def _spelled(words: Sequence[Word], meant: Sequence[tuple[str, ...]]) -> list[Word]:
    found: list[Word] = []
    for word, parts in zip(words, meant, strict=True):
        norms = [word.norm] if parts == (word.norm,) else plain(" ".join(parts))
        found += [Word(norm, word.start, word.end) for norm in norms]
    return found


@lru_cache(maxsize=1)
def _mender() -> Mender:
    data = yamlfile.load(DATA, _TypoFile)
    return Mender(data.mend.split(), {**english(), **dict.fromkeys(data.real.split(), 1)})
