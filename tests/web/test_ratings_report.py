"""`bot report --ratings` as an operator uses it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
from test_ask import bot

from bot.channels.web_store import WebStore
from bot.channels.web_tokens import Rated

ROOT = Path(__file__).parents[2]
DAY = 24 * 3600
GIVEN = [
    ("infection_risk", "prevention", True),
    ("infection_risk", "prevention", True),
    ("infection_risk", "prevention", False),
    ("outlook", None, False),
    ("outlook", None, False),
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ratings") / "web.db"
    store = WebStore(path)
    for number, (topic, aspect, helpful) in enumerate(GIVEN):
        store.rate(Rated("a-session", f"message-{number}", topic, aspect), helpful)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE ratings SET time = ? WHERE topic = 'outlook'", (time.time() - 10 * DAY,))
    return path


def report(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return bot(ROOT, "report", "--ratings", "--file", str(file), *options)


def test_what_most_often_did_not_help_comes_first(file: Path) -> None:
    rows = [line.split() for line in report(file).stdout.splitlines()]
    topics = [row for row in rows if row and row[0] in {"outlook", "infection_risk"}]
    assert [row[0] for row in topics] == ["outlook", "infection_risk"]
    assert topics[0][1:5] == ["in", "general", "0", "2"]
    assert topics[1][1:4] == ["prevention", "2", "1"]


def test_the_ratings_are_counted(file: Path) -> None:
    assert "Ratings: 5" in report(file).stdout


def test_only_those_since_a_day_are_counted(file: Path) -> None:
    shown = report(file, "--since", "7d").stdout
    assert "outlook" not in shown
    assert "Ratings: 3" in shown


def test_json_lines_hold_the_same(file: Path) -> None:
    rows = [json.loads(line) for line in report(file, "--json").stdout.splitlines()]
    assert rows == [
        {"topic": "outlook", "aspect": None, "helped": 0, "did_not": 2},
        {"topic": "infection_risk", "aspect": "prevention", "helped": 2, "did_not": 1},
    ]


def test_that_nobody_has_rated_is_said(tmp_path: Path) -> None:
    WebStore(tmp_path / "web.db")
    done = report(tmp_path / "web.db")
    assert done.returncode == 0
    assert "No ratings in" in done.stdout


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = report(tmp_path / "none.db")
    assert done.returncode == 1
    assert "There is no file" in done.stderr


def test_a_file_of_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "web.db").write_text("no database")
    done = report(tmp_path / "web.db")
    assert done.returncode == 1
    assert "cannot be read as a file of ratings" in done.stderr


def test_two_reports_at_once_are_refused(file: Path) -> None:
    done = report(file, "--alarms")
    assert done.returncode == 2
    assert "--ratings" in done.stderr
