"""Splitting a long text at its sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_SENTENCE_END = re.compile(r"(?<=[.!?…؟۔।])[ \t]+(?=\S)|(?<=[。！？])")
_LIST_NUMBER = re.compile(r"\d+[.)]")


def split(text: str, limit: int, length: Callable[[str], int] = len) -> list[str]:
    """Return `text` in parts whose `length` is at most `limit`, parted at lines, else sentences, else words.

    Only what has no space within the limit is cut. White space at the ends of a part is left out.
    """
    parts: list[str] = []
    for piece in _pieces(text, limit, length):
        if parts and length((parts[-1] + piece).strip()) <= limit:
            parts[-1] += piece
        else:
            parts.append(piece)
    return [part.strip() for part in parts if part.strip()]


def _pieces(text: str, limit: int, length: Callable[[str], int]) -> Iterator[str]:
    """Yield pieces that make up the text; the largest of line, sentence, word that fits the limit."""
    for line in text.splitlines(keepends=True):
        if length(line) <= limit:
            yield line
            continue
        for sentence in _sentences(line):
            if length(sentence) <= limit:
                yield sentence
            else:
                for word in re.findall(r"\s+|\S+", sentence):
                    yield from _cut(word, limit, length)


def _sentences(line: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(line):
        if not _LIST_NUMBER.fullmatch(line[start : end.start()].strip()):
            yield line[start : end.end()]
            start = end.end()
    yield line[start:]


def _cut(word: str, limit: int, length: Callable[[str], int]) -> Iterator[str]:
    while length(word) > limit:
        size = next(
            size for size in range(min(limit, len(word)), 0, -1) if length(word[:size]) <= limit or size == 1
        )
        yield word[:size]
        word = word[size:]
    yield word
