"""The safety rules: red flags, mild symptoms, combinations and cues, read from data and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pydantic

from bot import yamlfile
from bot.patterns import Entry, Patterns, entries
from bot.safety.assessment import Said, Urgency

DATA = Path(__file__).with_name("data")
FLAG_FILES = ("emergency.yml", "crisis.yml", "urgent.yml", "mild.yml")
LIST_FILES = ("lists.yml", "emergency_lists.yml", "urgent_lists.yml", "crisis_lists.yml")

Reach = Literal["ahead", "list", "behind", "sentence", "message", "here"]


class _Data(pydantic.BaseModel):
    class Config:
        extra = "forbid"
        allow_mutation = False


class Source(_Data):
    """A public clinical page that a red flag rests on."""

    title: str
    url: pydantic.HttpUrl


class Flag(_Data):
    """One red flag or mild symptom: what it is called, how urgent it is, where that is written."""

    id: str
    urgency: Urgency
    kind: Literal["medical", "crisis", "threat"] = "medical"
    names: str
    topic: str
    source: Source
    even_asked: bool = False  # a question or an "if" about it is taken as a report
    phrases: str
    unless: str = ""  # what these overlap is something else


class Cue(_Data):
    """Words that tell how a symptom is said, and how far they reach."""

    said: Said
    reach: Reach
    evidence: bool = False  # words that say somebody has it outdo the cue
    phrases: str
    unless: str = ""


class _FlagFile(_Data):
    flags: list[Flag]


class _ListFile(_Data):
    lists: dict[str, str]


class Combination(_Data):
    """Flags that together stand for `flag`."""

    flag: str
    all_of: list[str]


class _CombinationFile(_Data):
    combinations: list[Combination]


class _SayingFile(_Data):
    lists: dict[str, str]
    cues: list[Cue]
    evidence: str
    evidence_after: str
    not_evidence: str
    reasserts: str
    still_now: str
    back_again: str
    earlier: str
    general: str
    stops: dict[Said, str]


@dataclass(frozen=True)
class SayingRules:
    """The cues, by index in their pattern ids, and the patterns that hold them back."""

    cues: tuple[Cue, ...]
    patterns: Patterns  # ids: "cue <n>", "unless <n>", "stop <said>", and the names of the other sections


@dataclass(frozen=True)
class Rules:
    """Everything that `assess` goes by."""

    flags: dict[str, Flag]
    patterns: Patterns  # ids: a flag's, or "unless <flag>"
    combinations: tuple[Combination, ...]
    saying: SayingRules

    def flag(self, id_: str) -> Flag:
        """Return the flag of a finding.

        Raises:
            KeyError: there is no such flag.
        """
        return self.flags[id_]


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Return the shipped rules, read on first use."""
    return load_rules()


def load_rules(folder: Path = DATA) -> Rules:
    """Read the rules in `folder`.

    Raises:
        yamlfile.DataError: a file is missing or wrong; names file and line.
    """
    lists = _lists(folder)
    flags: dict[str, Flag] = {}
    phrases: list[Entry] = []
    for name in FLAG_FILES:
        path = folder / name
        for place, flag in enumerate(yamlfile.load(path, _FlagFile).flags):
            keys = ("flags", place)
            if flag.id in flags:
                raise _error(path, (*keys, "id"), f"there are two flags `{flag.id}`; give one another id")
            flags[flag.id] = flag
            phrases += entries(flag.id, flag.phrases, path, (*keys, "phrases"))
            phrases += entries(f"unless {flag.id}", flag.unless, path, (*keys, "unless"))
    return Rules(
        flags=flags,
        patterns=Patterns.from_entries(phrases, lists),
        combinations=_combinations(folder / "combinations.yml", flags),
        saying=_saying(folder / "how_said.yml"),
    )


def _lists(folder: Path) -> dict[str, list[Entry]]:
    lists: dict[str, list[Entry]] = {}
    for name in LIST_FILES:
        path = folder / name
        for list_name, block in yamlfile.load(path, _ListFile).lists.items():
            if list_name in lists:
                raise _error(path, ("lists", list_name), f"there are two lists `{list_name}`; rename one")
            lists[list_name] = entries(list_name, block, path, ("lists", list_name))
    return lists


def _combinations(path: Path, flags: dict[str, Flag]) -> tuple[Combination, ...]:
    combinations = yamlfile.load(path, _CombinationFile).combinations
    for place, combination in enumerate(combinations):
        for id_ in (combination.flag, *combination.all_of):
            if id_ not in flags:
                raise _error(
                    path, ("combinations", place, "flag"), f"there is no flag `{id_}`; write one that is"
                )
    return tuple(combinations)


def _saying(path: Path) -> SayingRules:
    data = yamlfile.load(path, _SayingFile)
    lists = {name: entries(name, block, path, ("lists", name)) for name, block in data.lists.items()}
    return SayingRules(tuple(data.cues), Patterns.from_entries(_saying_entries(path, data), lists))


def _saying_entries(path: Path, data: _SayingFile) -> Iterator[Entry]:
    for place, cue in enumerate(data.cues):
        yield from entries(f"cue {place}", cue.phrases, path, ("cues", place, "phrases"))
        yield from entries(f"unless {place}", cue.unless, path, ("cues", place, "unless"))
    for said, block in data.stops.items():
        yield from entries(f"stop {said.value}", block, path, ("stops", said.value))
    for name in (
        "evidence",
        "evidence_after",
        "not_evidence",
        "reasserts",
        "still_now",
        "back_again",
        "earlier",
        "general",
    ):
        yield from entries(name, getattr(data, name), path, (name,))


def _error(path: Path, keys: tuple[Any, ...], problem: str) -> yamlfile.DataError:
    return yamlfile.DataError(f"{path}:{yamlfile.line_of(yamlfile.read(path), keys)}: {problem}")
