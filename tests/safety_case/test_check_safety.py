"""`bot check --safety` as a curator runs it, on a small project of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = Path("docs", "safety-case.md")


def bot(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "check", *arguments, "--project", str(project)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def written(trained_project: Path, project: Path) -> Path:
    """A project whose safety case has just been written."""
    run = bot(project, "--safety", "--write")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "All is well." in run.stdout
    return project


def test_stale_figures_are_a_problem(written: Path) -> None:
    text = (written / DOCUMENT).read_text(encoding="utf-8")
    assert "### Held-out conversations, turn by turn" in text
    assert "100.0 % (34.2–100.0), 2/2" in text
    (written / DOCUMENT).write_text(text.replace(", 2/2", ", 2/3"), encoding="utf-8")
    run = bot(written, "--safety")
    assert run.returncode == 1
    assert "the figures are stale" in run.stdout
    assert "1 to mend." in run.stdout


def test_a_figure_below_its_floor_is_a_problem_and_what_is_missed_is_named(
    trained_project: Path, project: Path
) -> None:
    alarms = project / "tests/safety/alarms.yml"
    alarms.write_text(alarms.read_text(encoding="utf-8") + "    lovely weather today\n", encoding="utf-8")
    run = bot(project, "--safety", "--write")
    assert run.returncode == 1
    assert "not: tests/safety/alarms.yml lovely weather today" in run.stdout
    assert "2/3 is below 100 %" in run.stdout


def test_a_model_of_other_data_is_not_measured(trained_project: Path, project: Path) -> None:
    (project / "domain.yml").unlink()
    shutil.copy(trained_project / "domain.yml", project)
    with (project / "domain.yml").open("a", encoding="utf-8") as domain:
        domain.write("# changed\n")
    run = bot(project, "--safety")
    assert run.returncode == 1
    assert "bot train" in run.stderr


def test_writing_without_measuring_is_a_usage_error(project: Path) -> None:
    run = bot(project, "--write")
    assert run.returncode == 2
    assert "--safety" in run.stderr
