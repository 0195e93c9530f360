"""A file of phrases by kind, and which kind a message speaks of first, or most of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pydantic

from bot import patterns, yamlfile
from bot.patterns import Entry
from bot.words import Word, words

NOTHING = "none"


class _Group(pydantic.BaseModel):
    kind: str
    rank: int
    phrases: str

    class Config:
        extra = "forbid"

    def id(self, number: int) -> str:
        return f"{self.kind} (group {number + 1})"


class _File(pydantic.BaseModel):
    emoji: dict[str, str] = {}
    spellings: dict[str, str] = {}
    lists: dict[str, str] = {}
    groups: list[_Group]

    class Config:
        extra = "forbid"

    @pydantic.validator("emoji")
    def _one_character(cls, value: dict[str, str]) -> dict[str, str]:  # noqa: N805
        for emoji in value:
            if len(emoji) != 1:
                raise ValueError(f"`{emoji}` is {len(emoji)} characters; write exactly one")
        return value

    @pydantic.validator("spellings")
    def _one_word_for_one(cls, value: dict[str, str]) -> dict[str, str]:  # noqa: N805
        for short, word in value.items():
            if not word.strip() or " " in word:
                raise ValueError(f"`{short}` stands for `{word}`; write exactly one word for it")
        return value


class Spoken(NamedTuple):
    """Words `start` (included) to `end` (excluded) speak of `kind`."""

    kind: str
    rank: int
    start: int
    end: int


class Phrasebook:
    """Phrases in groups of a kind and a rank; the kind `none` is for phrases that speak of no kind at all."""

    def __init__(self, file: _File, phrases: patterns.Patterns) -> None:
        self._patterns = phrases
        self._groups = {group.id(number): group for number, group in enumerate(file.groups)}
        self._spellings = file.spellings
        self._emoji = str.maketrans({emoji: f" {words} " for emoji, words in file.emoji.items()})

    @classmethod
    def load(cls, path: Path, kinds: Iterable[str]) -> Phrasebook:
        """Read the phrasebook at `path`, which must have a group for each of `kinds` and for no other.

        Raises:
            yamlfile.DataError: the file is missing or wrong; the message names the file and the line.
        """
        file = yamlfile.load(path, _File)
        _check_kinds(path, file, set(kinds))
        phrases: list[Entry] = []
        for number, group in enumerate(file.groups):
            here = patterns.entries(group.id(number), group.phrases, path, ("groups", number, "phrases"))
            if not here:
                line = yamlfile.line_in(path, ("groups", number, "phrases"))
                raise yamlfile.DataError(f"{path}:{line}: `{group.kind}` has no phrases; write one a line")
            phrases.extend(here)
        lists = {
            name: patterns.entries(f"@{name}", block, path, ("lists", name))
            for name, block in file.lists.items()
        }
        return cls(file, patterns.Patterns.from_entries(phrases, lists))

    def words(self, text: str) -> list[Word]:
        """Split `text` into plain words, in this phrasebook's own spelling; offsets do not count emoji."""
        found = words(text.translate(self._emoji))
        return [word._replace(norm=self._spellings.get(word.norm, word.norm)) for word in found]

    def find(self, words: Sequence[Word]) -> list[Spoken]:
        """Return the kinds that `words` speak of, in their order; `words` are as the method `words` returns them.

        Of phrases that overlap, the one of the highest rank holds, then the first, then the longest.
        A phrase of the kind `none` only silences those that it overlaps.
        """
        matches = [(match, self._groups[match.id]) for match in self._patterns.find(words)]
        matches.sort(key=lambda found: (-found[1].rank, found[0].start, -found[0].end, found[1].kind))
        holding: list[Spoken] = []
        for match, group in matches:
            if not any(match.start < other.end and other.start < match.end for other in holding):
                holding.append(Spoken(group.kind, group.rank, match.start, match.end))
        return sorted(
            (spoken for spoken in holding if spoken.kind != NOTHING), key=lambda spoken: spoken.start
        )


def _check_kinds(path: Path, file: _File, kinds: set[str]) -> None:
    for number, group in enumerate(file.groups):
        if group.kind not in kinds | {NOTHING}:
            line = yamlfile.line_in(path, ("groups", number, "kind"))
            known = ", ".join(sorted(kinds | {NOTHING}))
            raise yamlfile.DataError(f"{path}:{line}: there is no kind `{group.kind}`; write one of: {known}")
    missing = kinds - {group.kind for group in file.groups}
    if missing:
        line = yamlfile.line_in(path, ("groups",))
        raise yamlfile.DataError(f"{path}:{line}: has no group for {', '.join(sorted(missing))}; add one")
