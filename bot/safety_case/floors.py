"""The floors: the least that a safety figure may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pydantic

from bot import yamlfile
from bot.check.problem import Problem
from bot.safety_case.figures import FIGURES
from bot.safety_case.outcomes import Outcome
from bot.safety_case.sets import Group

FLOORS = Path("bot", "safety_case", "floors.yml")

_BY_ID = {figure.id: figure for figure in FIGURES}


class Floor(pydantic.BaseModel):
    """What a figure on a group of messages must reach, in per cent, and why."""

    group: Group
    figure: str
    at_least: float = pydantic.Field(ge=0, le=100)
    reason: str

    class Config:
        """An unknown key is an error."""

        extra = "forbid"
        frozen = True

    @pydantic.validator("figure")
    def _is_one_of_ours(cls, figure: str) -> str:  # noqa: N805
        if figure not in _BY_ID:
            raise ValueError(f"there is no figure {figure!r}; write one of {', '.join(_BY_ID)}")
        return figure


class _FloorFile(pydantic.BaseModel):
    floors: tuple[Floor, ...]

    class Config:
        extra = "forbid"


def load_floors(root: Path) -> tuple[Floor, ...]:
    """Read `bot/safety_case/floors.yml` in `root`.

    Raises:
        bot.yamlfile.DataError: the file is not valid.
    """
    return yamlfile.load(root / FLOORS, _FloorFile).floors


def below(root: Path, floors: Sequence[Floor], outcomes: Sequence[Outcome]) -> Iterator[Problem]:
    """Yield a problem for each floor of the file in `root` that is not reached, or that nothing is measured for."""
    document = yamlfile.read(root / FLOORS)
    for place, floor in enumerate(floors):
        line = yamlfile.line_of(document, ("floors", place, "at_least"))
        figure = _BY_ID[floor.figure]
        count = figure.count(outcome for outcome in outcomes if outcome.group is floor.group)
        if not count.n:
            what = f"{floor.group.value}: there is no message to count {figure.title!r} on; put the labelled files back"
            yield Problem(FLOORS.as_posix(), line, what)
        elif 100 * count.right < floor.at_least * count.n:
            what = f"{floor.group.value}: {figure.title}: {count} is below {floor.at_least:g} %; mend what is missed"
            yield Problem(FLOORS.as_posix(), line, what)
