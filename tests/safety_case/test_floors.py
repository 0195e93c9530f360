"""A figure below its floor is a problem."""

from __future__ import annotations

from pathlib import Path

import pytest
from labelled import outcome

from bot.safety_case.figures import FIGURES
from bot.safety_case.floors import FLOORS, Floor, below, load_floors
from bot.safety_case.outcomes import Outcome
from bot.safety_case.sets import Group
from bot.yamlfile import DataError

ROOT = Path(__file__).parents[2]
ONE = """\
floors:
  - group: messages
    figure: emergency_recall
    at_least: 99
    reason: A missed emergency is the worst.
"""


def problems(folder: Path, outcomes: list[Outcome]) -> list[str]:
    return [str(problem) for problem in below(folder, load_floors(folder), outcomes)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FLOORS).parent.mkdir(parents=True)
    (tmp_path / FLOORS).write_text(ONE, encoding="utf-8")
    return tmp_path


def emergencies(right: int, wrong: int) -> list[Outcome]:
    return [outcome("emergency", "emergency")] * right + [outcome("emergency", "urgent")] * wrong


def test_a_figure_below_its_floor_is_named_with_its_line(folder: Path) -> None:
    (problem,) = problems(folder, emergencies(98, 2))
    assert problem.startswith("bot/safety_case/floors.yml:4: messages: emergency recall: 98.0 %")
    assert "98/100 is below 99 %" in problem


def test_a_figure_on_its_floor_is_none(folder: Path) -> None:
    assert problems(folder, emergencies(99, 1)) == []


def test_a_floor_that_nothing_is_measured_for_is_a_problem(folder: Path) -> None:
    (problem,) = problems(folder, [outcome("none", "none")])
    assert "there is no message to count" in problem


def test_messages_of_another_group_do_not_lift_a_figure(folder: Path) -> None:
    others = [outcome("emergency", "emergency", group=Group.REGRESSION)] * 1000
    assert len(problems(folder, [*emergencies(98, 2), *others])) == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("emergency_recall", "recall", 3, "there is no figure 'recall'; write one of emergency_recall"),
        ("at_least: 99", "at_least: 101", 4, "at_least"),
        ("group: messages", "group: words", 2, "group"),
        ("    reason: A missed emergency is the worst.\n", "", 2, "reason"),
    ],
)
def test_a_wrong_floor_is_named_with_its_line(
    folder: Path, old: str, new: str, line: int, problem: str
) -> None:
    (folder / FLOORS).write_text(ONE.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_floors(folder)
    assert f"floors.yml:{line}: " in str(raised.value)
    assert problem in str(raised.value)


def test_the_shipped_floors_hold_every_figure_of_every_group_that_a_missed_emergency_shows_in() -> None:
    floors: set[tuple[Group, str]] = {(floor.group, floor.figure) for floor in load_floors(ROOT)}
    wanted = {
        (group, id_) for group in Group for id_ in ("emergency_recall", "deferral_recall", "first_message")
    }
    assert wanted <= floors
    assert {id_ for _, id_ in floors} <= {figure.id for figure in FIGURES}


def test_no_figure_has_two_floors() -> None:
    floors: tuple[Floor, ...] = load_floors(ROOT)
    assert len({(floor.group, floor.figure) for floor in floors}) == len(floors)
