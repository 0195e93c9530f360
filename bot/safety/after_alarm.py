"""Recognises, after an alarm, that help is on its way or that it was a mistake."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import pydantic

from bot import yamlfile
from bot.patterns import Patterns, entries
from bot.words import words

DATA = Path(__file__).with_name("after_alarm.yml")
_SECTIONS = ("helped", "not_helped", "mistake", "not_mistake")

Answer = Literal["helped", "mistake"]


class _AnswerFile(pydantic.BaseModel):
    lists: dict[str, str]
    helped: str
    not_helped: str
    mistake: str
    not_mistake: str

    class Config:
        extra = "forbid"


def after_alarm(text: str) -> Answer | None:
    """Return what a message after an alarm says of it; None where it says neither. Never raises."""
    found = {match.id for match in _patterns().find(words(text[:1000]))}
    if "helped" in found and "not_helped" not in found:
        return "helped"
    return "mistake" if "mistake" in found and "not_mistake" not in found else None


@lru_cache(maxsize=1)
def _patterns() -> Patterns:
    return load_answers(DATA)


def load_answers(path: Path) -> Patterns:
    """Read the phrases.

    Raises:
        yamlfile.DataError: the file is missing or wrong; names file and line.
    """
    data = yamlfile.load(path, _AnswerFile)
    lists = {name: entries(name, block, path, ("lists", name)) for name, block in data.lists.items()}
    phrases = [entry for name in _SECTIONS for entry in entries(name, getattr(data, name), path, (name,))]
    return Patterns.from_entries(phrases, lists)
