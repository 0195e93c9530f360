"""Turns a patient's text into plain words that remember where they stood in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pydantic

from bot import yamlfile

DATA = Path(__file__).with_name("words.yml")
SENTENCE_ENDS = frozenset(".!?;")
BOUNDARIES = SENTENCE_ENDS | {","}

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛ʼ´`′＇ʹ", "'"))
_MISREAD_APOSTROPHE = "'\u200b\u200b"  # zero-width, so that the offsets stay
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?/\d+|\d+[.,]\d+)"
    r"|(?P<word>w/o?(?![^\W_])|[^\W_]+(?:'[^\W_]+)*)"
    r"|(?P<end>[.!?;\n\r…]+(?:[ \t]*[.!?;\n\r…]+)*)"
    r"|(?P<clause>[,:()\[\]/—]|(?<=\s)[-–]+(?=\s)|--+)"
    r"|(?P<symbol>[&+]|[^\w\s])"
)
_LINE_BREAK = re.compile(r"[ \t]*\r?\n[ \t]*")
_LONG_LINE = 40  # characters; what is broken after fewer was broken by the patient
_DIGITS_THEN_LETTERS = re.compile(r"(\d+)([^\W\d_]+)$")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_IS = frozenset(
    [
        "he",
        "she",
        "it",
        "that",
        "there",
        "what",
        "who",
        "where",
        "how",
        "here",
        "when",
        "everything",
        "something",
        "nothing",
    ]
)
_ENDINGS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}


class Word(NamedTuple):
    """One word or boundary in plain form; `start` and `end` are character offsets into the text."""

    norm: str
    start: int
    end: int

    @property
    def is_boundary(self) -> bool:
        """Whether it ends a clause (`,`) or a sentence (`.`, `!`, `?`, `;`)."""
        return self.norm in BOUNDARIES


class _Spellings(pydantic.BaseModel):
    contractions: dict[str, str]
    text_speak: dict[str, str]
    spelling: dict[str, str]
    run_together: dict[str, str]
    emoji: dict[str, str]
    double_letters: str

    class Config:
        extra = "forbid"

    @pydantic.validator("text_speak", pre=True)
    def _keys_are_text(cls, value: dict[object, str]) -> dict[str, str]:  # noqa: N805
        return {str(key): words for key, words in value.items()}


class _Speller:
    """Writes one lower-case word out in plain words."""

    def __init__(self, data: _Spellings) -> None:
        tables = (data.contractions, data.text_speak, data.spelling, data.run_together, data.emoji)
        self._table = {key: tuple(words.split()) for table in tables for key, words in table.items()}
        self._double = frozenset(data.double_letters.split())

    def plain(self, word: str) -> tuple[str, ...]:
        found = self._table.get(word)
        if found is not None:
            return found
        if _DRAWN_OUT.search(word):
            twice = _DRAWN_OUT.sub(r"\1\1", word)
            return self.plain(twice if twice in self._double else _DRAWN_OUT.sub(r"\1", word))
        if "'" in word:
            return self._contraction(word)
        split = _DIGITS_THEN_LETTERS.match(word)
        return (split[1], *self.plain(split[2])) if split else (word,)

    def symbol(self, character: str) -> tuple[str, ...]:
        return self._table.get(character, ())

    def _contraction(self, word: str) -> tuple[str, ...]:
        head, _, tail = word.rpartition("'")
        if not head:
            return (word,)
        if tail == "t" and head.endswith("n"):
            joined = self._table.get(head + "t")
            return joined if joined else (*self.plain(head[:-1]), "not")
        if tail in _ENDINGS:
            return (*self.plain(head), _ENDINGS[tail])
        if tail == "s":
            return (head, "is") if head in _IS else self.plain(head)
        return self.plain(word.replace("'", ""))


@lru_cache(maxsize=1)
def _speller() -> _Speller:
    return _Speller(yamlfile.load(DATA, _Spellings))


@lru_cache(maxsize=8192)
def _plain(word: str) -> tuple[str, ...]:
    return _speller().plain(word)


def words(text: str) -> list[Word]:
    """Split `text` into plain words and boundaries, each with its offsets into `text`. Never raises."""
    folded, offsets = fold(text, _letters)
    found: list[Word] = []
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        if offsets is not None:
            start, end = offsets[start], offsets[end - 1] + 1
        if match.lastgroup == "end" and _only_wraps(text, start, end):
            continue
        for norm in _norms(match):
            found.append(Word(norm, start, end))
    return found


def _only_wraps(text: str, start: int, end: int) -> bool:
    """Whether a mail program broke the line here, in the middle of a sentence."""
    if not _LINE_BREAK.fullmatch(text, start, end):
        return False
    before = start - (text.rfind("\n", 0, start) + 1)
    return before >= _LONG_LINE and text[end : end + 1].islower()


def plain(text: str) -> list[str]:
    """Return the plain words of `text`, boundaries left out; what a pattern's own words are written in."""
    return [word.norm for word in words(text) if not word.is_boundary]


def _norms(match: re.Match[str]) -> tuple[str, ...]:
    token, kind = match.group(), match.lastgroup
    if kind == "word":
        return _plain(token) if len(token) <= 40 else (token[:40],)
    if kind == "number":
        return (token.replace(",", ".")[:20],)
    if kind == "clause":
        return (",",)
    if kind == "end":
        return (strongest(token),)
    return _speller().symbol(token)


def strongest(run: str) -> str:
    """Return the one boundary that a run of marks which end a sentence ("?!!", "...") stands for."""
    for mark in "?!;":
        if mark in run:
            return mark
    # Three dots are a pause to most who type them, not the end of what they are saying.
    return "," if ".." in run or "…" in run else "."


def fold(text: str, letters: Callable[[str], str]) -> tuple[str, list[int] | None]:
    """Return `text` with each character as `letters` writes it, and the place that each came from.

    ASCII is only lowered, and no places are returned: every character kept its own.
    """
    if text.isascii():
        return text.lower(), None
    folded: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text.translate(_APOSTROPHES).replace("â€™", _MISREAD_APOSTROPHE)):
        for piece in letters(character):
            folded.append(piece)
            offsets.append(place)
    return "".join(folded), offsets


@lru_cache(maxsize=2048)
def _letters(character: str) -> str:
    if character.isascii():
        return character.lower()
    decomposed = unicodedata.normalize("NFKD", character).lower()
    return "".join(piece for piece in decomposed if unicodedata.category(piece) not in ("Mn", "Cf"))
