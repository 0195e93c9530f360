"""The safety case's generated parts: written, and stale where they no longer hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from labelled import DOCUMENT as EMPTY
from labelled import outcome

from bot.safety_case import tables
from bot.safety_case.document import DOCUMENT, TOLERANCE, stale, write
from bot.safety_case.floors import Floor
from bot.safety_case.hazards import load_hazards
from bot.safety_case.outcomes import Outcome
from bot.safety_case.sets import Group
from bot.yamlfile import DataError

ROOT = Path(__file__).parents[2]
FLOORS = [Floor(group=Group.MESSAGES, figure="emergency_recall", at_least=99, reason="It is the worst.")]


def parts(outcomes: list[Outcome]) -> dict[str, str]:
    return {
        "risk scales": tables.risk_scales(),
        "hazards": "| H01 |",
        "figures": tables.figures(outcomes, FLOORS),
    }


def measured(right: int, wrong: int) -> list[Outcome]:
    return [outcome("emergency", "emergency")] * right + [outcome("emergency", "none")] * wrong


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose document holds what was measured on 100 messages, 90 of which were right."""
    (tmp_path / "docs").mkdir()
    (tmp_path / DOCUMENT).write_text(EMPTY, encoding="utf-8")
    write(tmp_path, parts(measured(90, 10)))
    return tmp_path


def test_what_was_written_is_not_stale(folder: Path) -> None:
    assert list(stale(folder, parts(measured(90, 10)))) == []


def test_what_was_measured_is_written_with_its_floor(folder: Path) -> None:
    text = (folder / DOCUMENT).read_text(encoding="utf-8")
    count = "90.0 % (82.6–94.5), 90/100"
    assert f"| {count} | 99 % |" in text


def test_only_what_stands_between_the_markers_is_written(folder: Path) -> None:
    assert (folder / DOCUMENT).read_text(encoding="utf-8").count("Between.\n") == 3


def test_a_count_within_the_tolerance_is_not_stale(folder: Path) -> None:
    assert list(stale(folder, parts(measured(90 - TOLERANCE, 10 + TOLERANCE)))) == []


def test_a_count_beyond_the_tolerance_is_stale_and_named_with_its_line(folder: Path) -> None:
    beyond = TOLERANCE + 1
    (problem,) = stale(folder, parts(measured(90 - beyond, 10 + beyond)))
    text = (folder / DOCUMENT).read_text(encoding="utf-8")
    assert (
        problem.line
        == text.splitlines().index("<!-- begin figures: do not edit, bot check --safety --write -->") + 2
    )
    assert problem.message.startswith("the figures are stale: 90 of 100 is now 86 of 100; run")


def test_figures_of_another_number_of_messages_are_stale(folder: Path) -> None:
    (problem,) = stale(folder, parts(measured(90, 11)))
    assert "they are of other data" in problem.message


def test_another_hazard_log_is_stale(folder: Path) -> None:
    (problem,) = stale(folder, {**parts(measured(90, 10)), "hazards": "| H02 |"})
    assert problem.message.startswith("the hazards are stale")


@pytest.mark.parametrize("act", [stale, write])
def test_a_document_without_a_marker_is_refused(folder: Path, act) -> None:
    text = (folder / DOCUMENT).read_text(encoding="utf-8")
    (folder / DOCUMENT).write_text(text.replace("<!-- end hazards -->", ""), encoding="utf-8")
    with pytest.raises(DataError, match="hazards"):
        list(act(folder, parts([])) or ())


def test_a_missing_document_is_told(folder: Path) -> None:
    (folder / DOCUMENT).unlink()
    with pytest.raises(DataError, match=r"docs/safety-case\.md: cannot be read"):
        list(stale(folder, parts([])))


def test_a_red_flag_and_a_way_of_saying_have_rows_of_their_own() -> None:
    text = tables.figures([*measured(1, 0), outcome("none", "none", kind="denied")], FLOORS)
    flags, ways = text.split("### Each way of reporting nothing")
    assert "| chest pain | 100.0 %" in flags
    assert "| denied | 100.0 %" in ways
    assert "chest pain" not in ways


@pytest.mark.parametrize("part", ["risk scales", "hazards"])
def test_the_shipped_documents_tables_are_those_of_the_hazard_log(part: str) -> None:
    generated = {"risk scales": tables.risk_scales(), "hazards": tables.hazard_log(load_hazards(ROOT))}
    assert generated[part] in (ROOT / DOCUMENT).read_text(encoding="utf-8")
