"""A file of phrases by kind, and which kind a message speaks of first, or most of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pydantic

from bot import patterns, yamlfile
from bot.patterns import Entry, Match
from bot.words import Word

NOTHING = "none"


class _Group(pydantic.BaseModel):
    kind: str
    rank: int
    phrases: str

    class Config:
        extra = "forbid"


class _File(pydantic.BaseModel):
    spellings: dict[str, str] = {}
    lists: dict[str, str] = {}
    groups: list[_Group]

    class Config:
        extra = "forbid"

    @pydantic.validator("spellings")
    def _one_word_for_one(cls, value: dict[str, str]) -> dict[str, str]:  # noqa: N805
        for short, word in value.items():
            if not word.strip() or " " in word:
                raise ValueError(f"`{short}` stands for `{word}`; write exactly one word for it")
        return value


class Phrasebook:
    """Phrases in groups of a kind and a rank; the kind `none` is for phrases that speak of no kind at all."""

    def __init__(self, found: patterns.Patterns, ranks: Sequence[tuple[str, int]], spellings: dict[str, str]):
        self._patterns = found
        self._ranks = ranks
        self._spellings = spellings

    @classmethod
    def load(cls, path: Path, kinds: Iterable[str]) -> Phrasebook:
        """Read the phrasebook at `path`, which must have a group for each of `kinds` and for no other.

        Raises:
            yamlfile.DataError: the file is missing or wrong; the message names the file and the line.
        """
        document = yamlfile.read(path)
        file = yamlfile.load(path, _File)
        _check_kinds(path, document, file, set(kinds))
        phrases: list[Entry] = []
        for number, group in enumerate(file.groups):
            here = patterns.entries(str(number), group.phrases, path, ("groups", number, "phrases"))
            if not here:
                line = yamlfile.line_of(document, ("groups", number, "phrases"))
                raise yamlfile.DataError(f"{path}:{line}: `{group.kind}` has no phrases; write one a line")
            phrases.extend(here)
        lists = {
            name: patterns.entries(f"@{name}", block, path, ("lists", name))
            for name, block in file.lists.items()
        }
        ranks = [(group.kind, group.rank) for group in file.groups]
        return cls(patterns.Patterns.from_entries(phrases, lists), ranks, file.spellings)

    def spelt(self, words: Iterable[Word]) -> list[Word]:
        """Return `words` with this phrasebook's own spellings put right."""
        return [word._replace(norm=self._spellings.get(word.norm, word.norm)) for word in words]

    def find(self, words: Sequence[Word]) -> list[Match]:
        """Return the matches that hold, in text order; of those that overlap, the one of the highest rank does.

        `words` are as `spelt` returns them. A match of the kind `none` only silences what it overlaps.
        """
        left = [(match, *self._ranks[int(match.id)]) for match in self._patterns.find(words)]
        left.sort(key=lambda found: (-found[2], found[0].start, -found[0].end, found[1]))
        holding: list[Match] = []
        silent: list[Match] = []
        for match, kind, _ in left:
            if not any(match.start < other.end and other.start < match.end for other in holding + silent):
                (silent if kind == NOTHING else holding).append(match._replace(id=kind))
        return sorted(holding, key=lambda match: match.start)

    def strongest(self, words: Sequence[Word]) -> str | None:
        """Return the kind of the highest rank in `words`, the first of those of equal rank."""
        ranks: dict[str, int] = {}
        for kind, rank in self._ranks:
            ranks[kind] = max(rank, ranks.get(kind, rank))
        return max((match.id for match in self.find(words)), key=lambda kind: ranks[kind], default=None)


def _check_kinds(path: Path, document: object, file: _File, kinds: set[str]) -> None:
    for number, group in enumerate(file.groups):
        if group.kind not in kinds | {NOTHING}:
            line = yamlfile.line_of(document, ("groups", number, "kind"))
            known = ", ".join(sorted(kinds | {NOTHING}))
            raise yamlfile.DataError(f"{path}:{line}: there is no kind `{group.kind}`; write one of: {known}")
    missing = kinds - {group.kind for group in file.groups}
    if missing:
        line = yamlfile.line_of(document, ("groups",))
        raise yamlfile.DataError(f"{path}:{line}: has no group for {', '.join(sorted(missing))}; add one")
