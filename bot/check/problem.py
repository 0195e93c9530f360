"""What `bot check` reports: a file, a line, and what to mend there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.yamlfile import DataError

_PLACE = re.compile(r"(?P<file>[^:]+):(?:(?P<line>\d+):)? (?P<message>.*)", re.DOTALL)


@dataclass(frozen=True, order=True)
class Problem:
    """Something to mend in a data file; `line` counts from 1, `file` is relative to the project's root."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def problems_of(error: DataError, root: Path) -> list[Problem]:
    """Return the problems that a `DataError` names, one to a line of its message."""
    return [_problem(text, root) for text in str(error).splitlines() if text.strip()]


def _problem(text: str, root: Path) -> Problem:
    text = text.replace(f"{root}/", "", 1)
    place = _PLACE.fullmatch(text)
    if place is None:
        return Problem("environment", 1, text)
    return Problem(place["file"], int(place["line"] or 1), place["message"])
