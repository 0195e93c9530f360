"""Emergencies said in other languages than English, from a short list of their commonest phrases in each."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pydantic

from bot import yamlfile
from bot.languages import OTHER_LANGUAGES
from bot.patterns import Entry, Match, Patterns, Searchable, Spelling, entries
from bot.safety.assessment import Said
from bot.safety.scripts import beginning, plain_script, script_words
from bot.words import SENTENCE_ENDS, Word

EMERGENCIES = (
    *("breathing_trouble", "throat_closing", "chest_pain", "collapse", "seizure", "stroke", "heavy_bleeding"),
    *("vomiting_blood", "overdose", "suicidal", "danger"),
)
"""The red flags that every language has phrases for."""

_CUES = ("denied", "denied_after", "supposed", "asked", "past", "past_after", "now", "typical")


class _LanguageFile(pydantic.BaseModel):
    """One language. What each part is for stands in docs/curator.md."""

    language: str
    lists: dict[str, str] = {}
    phrases: dict[str, str]
    names: dict[str, str] = {}
    negations: str
    denied: str
    denied_after: str = ""
    supposed: str
    asked: str
    past: str
    past_after: str
    now: str
    typical: str

    class Config:
        extra = "forbid"
        anystr_strip_whitespace = True
        min_anystr_length = 1


@dataclass(frozen=True)
class Spoken:
    """A red flag said in another language: how it is said, and its character offsets in the text."""

    language: str
    flag: str
    said: Said
    start: int
    end: int


class _Symptom(NamedTuple):
    flag: str
    is_name: bool
    start: int
    end: int


@dataclass(frozen=True)
class _Language:
    name: str
    symptoms: Patterns  # ids: the language's code, "phrases" or "names", and the flag
    cues: Patterns  # ids: the kinds of cue
    negations: frozenset[str]


class Languages:
    """All languages, by their code (ISO 639-1)."""

    def __init__(self, languages: dict[str, _Language]) -> None:
        self.names = {code: language.name for code, language in languages.items()}
        self._languages = languages
        # Most texts hold no symptom in any of the languages, so those are looked for first, and all at once.
        self._symptoms = Patterns.joined(language.symptoms for language in languages.values())

    def find(self, text: str) -> list[Spoken]:
        """Return what `text` says in each language. Never raises for any string.

        Languages share words ("infarto"); such a word is taken to be in the language of most of the words around it.
        """
        words = script_words(text)
        searchable = Searchable(words)
        found: list[Spoken] = []
        taken: set[int] = set()
        for heard in sorted(self._heard(searchable), key=lambda heard: -heard.evidence):
            reading = _Reading(words, heard.cues, self._languages[heard.code].negations)
            own = [its for its in heard.symptoms if taken.isdisjoint(range(its.start, its.end))]
            for its in own:
                start, end = words[its.start].start, words[its.end - 1].end
                found.append(Spoken(heard.code, its.flag, reading.said(its), start, end))
                taken.update(range(its.start, its.end))
        return found

    def _heard(self, text: Searchable) -> list[_Heard]:
        symptoms: dict[str, list[_Symptom]] = defaultdict(list)
        for match in self._symptoms.find(text):
            code, section, flag = match.id.split()
            symptoms[code].append(_Symptom(flag, section == "names", match.start, match.end))
        return [_Heard(code, its, self._languages[code].cues.find(text)) for code, its in symptoms.items()]


class _Heard:
    """What a text says in one language: symptoms (of those of one flag that overlap, the longest) and cues by kind."""

    def __init__(self, code: str, symptoms: Sequence[_Symptom], cues: Sequence[Match]) -> None:
        self.code = code
        self.symptoms = _longest(symptoms)
        self.cues: dict[str, list[Match]] = defaultdict(list)
        for cue in cues:
            self.cues[cue.id].append(cue)
        spans = [*((its.start, its.end) for its in symptoms), *((cue.start, cue.end) for cue in cues)]
        self.evidence = len({place for start, end in spans for place in range(start, end)})
        """How many words of the text are words of this language's phrases and cues."""


class _Reading:
    """The cues of one text in one language; a symptom is a report unless one of them holds."""

    def __init__(
        self, words: Sequence[Word], cues: dict[str, list[Match]], negations: frozenset[str]
    ) -> None:
        self._words = words
        self._clauses = [place for place, word in enumerate(words) if word.is_boundary]
        self._sentences = [place for place in self._clauses if words[place].norm in SENTENCE_ENDS]
        self._cues = cues
        self._negations = negations

    def said(self, symptom: _Symptom) -> Said:
        """Return how the symptom is said."""
        if self._is_denied(symptom):
            return Said.DENIED
        if self._just_before("supposed", symptom):
            return Said.HYPOTHETICAL
        if any(self._same(self._sentences, cue.start, symptom.start) for cue in self._cues["now"]):
            return Said.REPORT
        if self._just_before("past", symptom) or self._just_after("past_after", symptom):
            return Said.PAST
        return Said.QUESTION if symptom.is_name and self._is_asked(symptom) else Said.REPORT

    def _is_denied(self, symptom: _Symptom) -> bool:
        if any(word.norm in self._negations for word in self._words[symptom.start : symptom.end]):
            return False  # "I can not breathe": the denial is part of the symptom
        return self._just_before("denied", symptom) or self._just_after("denied_after", symptom)

    def _just_before(self, kind: str, symptom: _Symptom) -> bool:
        return any(cue.start < symptom.start <= cue.end for cue in self._cues[kind])

    def _just_after(self, kind: str, symptom: _Symptom) -> bool:
        return any(cue.start <= symptom.end < cue.end for cue in self._cues[kind])

    def _is_asked(self, symptom: _Symptom) -> bool:
        end_of_clause = bisect(self._clauses, symptom.end - 1)
        if end_of_clause < len(self._clauses) and self._words[self._clauses[end_of_clause]].norm == "?":
            return True
        # What follows after a comma asks about something reported, rather than whether it happens at all.
        return any(
            self._same(
                self._sentences if cue.start < symptom.start else self._clauses, cue.start, symptom.start
            )
            for cue in self._cues["asked"]
        )

    @staticmethod
    def _same(ends: Sequence[int], one: int, other: int) -> bool:
        return bisect(ends, one) == bisect(ends, other)


def load_languages(folder: Path) -> Languages:
    """Read the languages in `folder`, one a file, which is named after the language's code.

    Raises:
        yamlfile.DataError: a file is missing, is of no known language, or is wrong; names file and line.
    """
    for path in sorted(folder.glob("*.yml")):
        if path.stem not in OTHER_LANGUAGES:
            raise yamlfile.DataError(
                f"{path}: there is no language `{path.stem}`; name the file after one of: {', '.join(OTHER_LANGUAGES)}"
            )
    return Languages({code: _language(folder / f"{code}.yml") for code in OTHER_LANGUAGES})


def _language(path: Path) -> _Language:
    data = yamlfile.load(path, _LanguageFile)
    symptoms: list[Entry] = []
    for section, blocks in (("phrases", data.phrases), ("names", data.names)):
        for flag, block in blocks.items():
            if flag not in EMERGENCIES:
                problem = f"`{flag}` is no emergency; write one of: {', '.join(EMERGENCIES)}"
                raise _error(path, (section, flag), problem)
            symptoms += entries(f"{path.stem} {section} {flag}", block, path, (section, flag))
    if missing := [flag for flag in EMERGENCIES if flag not in data.phrases]:
        raise _error(path, ("phrases",), f"has no phrases for {', '.join(missing)}; write some")
    cues = [cue for kind in _CUES for cue in entries(kind, getattr(data, kind), path, (kind,))]
    lists = {name: entries(name, block, path, ("lists", name)) for name, block in data.lists.items()}
    negations = plain_script(data.negations)
    spelling = Spelling(plain_script, beginning, negations)
    return _Language(
        data.language,
        Patterns.from_entries(symptoms, lists, spelling),
        Patterns.from_entries(cues, lists, spelling),
        frozenset(negations),
    )


def _longest(symptoms: Iterable[_Symptom]) -> list[_Symptom]:
    kept: list[_Symptom] = []
    taken: dict[str, set[int]] = defaultdict(set)
    for symptom in sorted(symptoms, key=lambda its: (its.start - its.end, its.is_name, its.start)):
        places = range(symptom.start, symptom.end)
        if taken[symptom.flag].isdisjoint(places):
            taken[symptom.flag].update(places)
            kept.append(symptom)
    return sorted(kept, key=lambda its: (its.start, its.end, its.flag))


def _error(path: Path, keys: tuple[str, ...], problem: str) -> yamlfile.DataError:
    return yamlfile.DataError(f"{path}:{yamlfile.line_in(path, keys)}: {problem}")
