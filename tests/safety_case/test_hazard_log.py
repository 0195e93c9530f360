"""The hazard log: valid, rated by the matrix, and true about files and tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.safety_case.hazards import HAZARDS, Hazard, load_hazards, problems
from bot.safety_case.risk import Likelihood, Severity, risk
from bot.yamlfile import DataError

ROOT = Path(__file__).parents[2]
ONE = """\
hazards:
  - id: H01
    hazard: An emergency is missed
    causes: [no rule]
    effect: Help comes late.
    severity: major
    likelihood_before: high
    controls:
      - control: A rule
        file: rules.yml
        test: tests/test_rules.py::test_a_rule
    likelihood_after: low
    residual: No list is complete.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / HAZARDS).parent.mkdir(parents=True)
    (tmp_path / HAZARDS).write_text(ONE, encoding="utf-8")
    (tmp_path / "rules.yml").write_text("", encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_rules.py").write_text("async def test_a_rule():\n    pass\n", encoding="utf-8")
    return tmp_path


def change(folder: Path, old: str, new: str) -> None:
    assert old in ONE
    (folder / HAZARDS).write_text(ONE.replace(old, new), encoding="utf-8")


def found(folder: Path) -> list[str]:
    return [str(problem) for problem in problems(folder, load_hazards(folder))]


def test_every_control_of_the_shipped_log_has_its_file_and_its_test() -> None:
    assert found(ROOT) == []


def test_a_true_log_has_no_problem(folder: Path) -> None:
    assert found(folder) == []


def test_a_file_that_is_not_there_is_named_with_its_line(folder: Path) -> None:
    (folder / "rules.yml").unlink()
    assert found(folder) == [
        "bot/safety_case/hazards.yml:10: H01: there is no file rules.yml; name the one that does it"
    ]


def test_a_test_that_is_not_there_is_named_with_its_line(folder: Path) -> None:
    (folder / "tests/test_rules.py").write_text("def test_another():\n    pass\n", encoding="utf-8")
    assert found(folder) == [
        "bot/safety_case/hazards.yml:11: H01: there is no test tests/test_rules.py::test_a_rule; "
        "name one that shows it"
    ]


def test_a_residual_risk_that_is_too_high_is_named_with_its_line(folder: Path) -> None:
    change(folder, "likelihood_after: low", "likelihood_after: high")
    assert found(folder) == [
        "bot/safety_case/hazards.yml:12: H01: the residual risk is 4; control it down to 3"
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("id: H01", "id: one", 2),
        ("severity: major", "severity: bad", 6),
        ("likelihood_after: low", "likelihood_after: very high", 12),
        ("test: tests/test_rules.py::test_a_rule", "test: test_a_rule", 11),
        ("causes: [no rule]", "causes: []", 4),
        ("    effect: Help comes late.\n", "", 2),
        ("residual: No", "rest: No", 13),
    ],
)
def test_a_wrong_hazard_is_named_with_its_line(folder: Path, old: str, new: str, line: int) -> None:
    change(folder, old, new)
    with pytest.raises(DataError, match=rf"hazards\.yml:{line}: "):
        load_hazards(folder)


def test_two_hazards_of_one_id_are_refused(folder: Path) -> None:
    (folder / HAZARDS).write_text(ONE + ONE.partition("\n")[2], encoding="utf-8")
    with pytest.raises(DataError, match=r"hazards\.yml:14: id 'H01' is already in line 2"):
        load_hazards(folder)


@pytest.mark.parametrize(
    ("severity", "likelihood", "rating"),
    [
        ("minor", "very high", 3),
        ("significant", "medium", 2),
        ("considerable", "high", 3),
        ("major", "high", 4),
        ("major", "low", 3),
        ("catastrophic", "high", 5),
        ("catastrophic", "very low", 3),
    ],
)
def test_a_risk_is_that_of_the_guidances_matrix(severity: str, likelihood: str, rating: int) -> None:
    assert risk(Severity(severity), Likelihood(likelihood)) == rating


def test_a_risk_never_falls_as_severity_or_likelihood_rises() -> None:
    table = [[risk(severity, likelihood) for severity in Severity] for likelihood in Likelihood]
    assert all(row == sorted(row) for row in table)
    assert all(list(column) == sorted(column) for column in zip(*table, strict=True))


def test_a_hazards_risk_follows_from_its_ratings(folder: Path) -> None:
    (hazard,) = load_hazards(folder)
    assert isinstance(hazard, Hazard)
    assert (hazard.risk_before, hazard.risk_after) == (4, 3)
