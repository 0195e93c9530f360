"""`bot evaluate` as a curator runs it: the table, the report, and what it says when something is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.commands.evaluate import table
from bot.evaluation.answers import Answer
from bot.evaluation.figures import figures
from bot.evaluation.labelled import Expected

ROOT = Path(__file__).parents[2]
MESSAGES = [
    {"text": "could the jab give me an infection?", "topic": "infection_risk"},
    {"text": "how long will I be swollen for?", "topic": "inflammation", "aspect": "duration"},
    {
        "turns": ["can it cause tumours?", "how common is that?"],
        "expect": [{}, {"topic": ["follow_up", "tumour_risk"]}],
    },
    {"text": "what's the capital of Mongolia", "topic": "out_of_scope"},
]


def evaluate(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "evaluate", "--project", str(ROOT), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(trained_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluated")
    lines = "\n".join(json.dumps(message) for message in MESSAGES)
    (folder / "mine.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def done(folder: Path) -> subprocess.CompletedProcess[str]:
    return evaluate(folder, "mine.jsonl", "--report", "here/report.html")


def test_the_figures_of_a_file_are_printed(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    found = {" ".join(row[:-4]): row[-1] for row in rows if row and "/" in row[-1]}
    assert found["article topics right"] == "2/2"
    assert found["other kinds right"] == "1/1"
    assert found["out of scope caught"] == "1/1"
    assert found["aspect right"] == "1/1"


def test_pipelines_side_by_side_lose_no_word_in_a_narrow_terminal(capsys: pytest.CaptureFixture) -> None:
    judged = [
        Answer("mine.jsonl:1", "does it hurt?", Expected(("pain_discomfort",)), "pain_discomfort")
    ] * 237
    names = ["this pipeline, 1,000 examples", "Rasa's default, 1,000 examples, 20 epochs"]
    beside = [(name, judged) for name in names]
    Console(width=80).print(table("mine.jsonl", judged, figures(["pain_discomfort"]), beside))
    printed = capsys.readouterr().out
    assert "…" not in printed
    for word in ["article", "topics", "right", "offered", "237/237", *" ".join(names).split()]:
        assert word in printed


def test_nothing_but_the_figures_is_printed(done: subprocess.CompletedProcess[str]) -> None:
    assert done.stderr == ""


def test_the_report_is_written_where_it_is_wanted(
    done: subprocess.CompletedProcess[str], folder: Path
) -> None:
    assert "report.html" in done.stdout
    assert "How well the bot understands" in (folder / "here" / "report.html").read_text(encoding="utf-8")


def test_a_file_that_is_not_there_is_told(folder: Path) -> None:
    done = evaluate(folder, "none.jsonl")
    assert done.returncode == 1
    assert "none.jsonl: cannot be read" in done.stderr


def test_one_fold_is_refused(folder: Path) -> None:
    done = evaluate(folder, "mine.jsonl", "--folds", "1")
    assert done.returncode == 2
    assert "2 or more" in done.stderr


def test_a_number_of_examples_alone_is_refused(folder: Path) -> None:
    done = evaluate(folder, "mine.jsonl", "--rasa-examples", "100")
    assert done.returncode == 2
    assert "goes with --rasa-epochs" in done.stderr
