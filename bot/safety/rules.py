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
from bot.safety.languages import Languages, load_languages

DATA = Path(__file__).parent
FLAGS = "red_flags.yml"
COMBINATIONS = "combinations.yml"
PHRASES = "phrases"
HOW_SAID = "how_said"
LANGUAGES = "languages"

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


class Cue(_Data):
    """Words that tell how a symptom is said, and how far they reach."""

    said: Said
    reach: Reach
    evidence: bool = False  # words that say somebody has it outdo the cue
    phrases: str
    unless: str = ""


class _FlagFile(_Data):
    flags: list[Flag]


class _PhraseFile(_Data):
    """Phrases and exceptions by flag, and the word lists that they use."""

    lists: dict[str, str] = {}
    phrases: dict[str, str] = {}
    unless: dict[str, str] = {}  # what overlaps one of these is something else


class Combination(_Data):
    """Flags that together stand for `flag`."""

    flag: str
    all_of: list[str]


class _CombinationFile(_Data):
    combinations: list[Combination]


class _SayingFile(_Data):
    lists: dict[str, str] = {}
    cues: list[Cue] = []
    stops: dict[Said, str] = {}
    evidence: str = ""
    evidence_after: str = ""
    not_evidence: str = ""
    reasserts: str = ""
    still_now: str = ""
    back_again: str = ""
    earlier: str = ""
    general: str = ""
    doubt: str = ""
    not_doubt: str = ""


_SECTIONS = (
    "evidence",
    "evidence_after",
    "not_evidence",
    "reasserts",
    "still_now",
    "back_again",
    "earlier",
    "general",
    "doubt",
    "not_doubt",
)


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
    languages: Languages

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
    """Read the rules in `folder`: the flags, their phrases in each language, the combinations, how things are said.

    Raises:
        yamlfile.DataError: a file is missing or wrong; names file and line.
    """
    flags = _flags(folder / FLAGS)
    return Rules(
        flags=flags,
        patterns=_phrases(folder, flags),
        combinations=_combinations(folder / COMBINATIONS, flags),
        saying=_saying(folder / HOW_SAID),
        languages=load_languages(folder / LANGUAGES),
    )


def _flags(path: Path) -> dict[str, Flag]:
    flags: dict[str, Flag] = {}
    for place, flag in enumerate(yamlfile.load(path, _FlagFile).flags):
        if flag.id in flags:
            keys = ("flags", place, "id")
            raise _error(path, keys, f"there are two flags `{flag.id}`; give one another id")
        flags[flag.id] = flag
    return flags


def _phrases(folder: Path, flags: dict[str, Flag]) -> Patterns:
    lists: dict[str, list[Entry]] = {}
    phrases: list[Entry] = []
    for path in _files(folder / PHRASES):
        data = yamlfile.load(path, _PhraseFile)
        _add_lists(lists, path, data.lists)
        for section, blocks in (("phrases", data.phrases), ("unless", data.unless)):
            for id_, block in blocks.items():
                if id_ not in flags:
                    problem = f"there is no flag `{id_}`; write an id of {FLAGS}, or add the flag there"
                    raise _error(path, (section, id_), problem)
                prefix = "" if section == "phrases" else "unless "
                phrases += entries(prefix + id_, block, path, (section, id_))
    spoken = {entry.id for entry in phrases}
    for place, id_ in enumerate(flags):
        if id_ not in spoken:
            problem = f"nothing in {PHRASES}/ says `{id_}`; write its phrases in one of the files there"
            raise _error(folder / FLAGS, ("flags", place, "id"), problem)
    return Patterns.from_entries(phrases, lists)


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise yamlfile.DataError(f"{folder}: holds no YAML file; put the folder back or check its name")
    return files


def _add_lists(lists: dict[str, list[Entry]], path: Path, blocks: dict[str, str]) -> None:
    for name, block in blocks.items():
        if name in lists:
            raise _error(path, ("lists", name), f"there are two lists `{name}`; rename one")
        lists[name] = entries(name, block, path, ("lists", name))


def _combinations(path: Path, flags: dict[str, Flag]) -> tuple[Combination, ...]:
    combinations = yamlfile.load(path, _CombinationFile).combinations
    for place, combination in enumerate(combinations):
        for id_ in (combination.flag, *combination.all_of):
            if id_ not in flags:
                keys = ("combinations", place, "flag")
                raise _error(path, keys, f"there is no flag `{id_}`; write one that is")
    return tuple(combinations)


def _saying(folder: Path) -> SayingRules:
    lists: dict[str, list[Entry]] = {}
    cues: list[Cue] = []
    phrases: list[Entry] = []
    for path in _files(folder):
        data = yamlfile.load(path, _SayingFile)
        _add_lists(lists, path, data.lists)
        phrases += _saying_entries(path, data, first_cue=len(cues))
        cues += data.cues
    return SayingRules(tuple(cues), Patterns.from_entries(phrases, lists))


def _saying_entries(path: Path, data: _SayingFile, *, first_cue: int) -> Iterator[Entry]:
    for place, cue in enumerate(data.cues):
        yield from entries(f"cue {first_cue + place}", cue.phrases, path, ("cues", place, "phrases"))
        yield from entries(f"unless {first_cue + place}", cue.unless, path, ("cues", place, "unless"))
    for said, block in data.stops.items():
        yield from entries(f"stop {said.value}", block, path, ("stops", said.value))
    for name in _SECTIONS:
        yield from entries(name, getattr(data, name), path, (name,))


def _error(path: Path, keys: tuple[Any, ...], problem: str) -> yamlfile.DataError:
    return yamlfile.DataError(f"{path}:{yamlfile.line_in(path, keys)}: {problem}")
