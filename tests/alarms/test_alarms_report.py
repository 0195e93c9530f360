"""`bot report --alarms` as an operator uses it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_ask import bot

from bot.alarms.alarm import Alarm
from bot.alarms.store import AlarmStore
from bot.commands.report import moment
from bot.safety import Urgency

ROOT = Path(__file__).parents[2]
NOW = datetime.now(timezone.utc)
EMERGENCY = Alarm(
    time=NOW - timedelta(hours=1),
    channel="rest",
    level=Urgency.EMERGENCY,
    rules=Urgency.EMERGENCY,
    classifier=Urgency.URGENT,
    flags=("breathing_trouble",),
)
URGENT = replace(
    EMERGENCY,
    time=NOW - timedelta(days=10),
    level=Urgency.URGENT,
    rules=Urgency.NONE,
    classifier=Urgency.URGENT,
    flags=(),
)
FAILED = replace(
    EMERGENCY,
    time=NOW - timedelta(days=20),
    classifier=None,
    guarded=True,
    faults=("engine: TimeoutError",),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "alarms.db"
    store = AlarmStore(path)
    for sender, alarm in (("anna", FAILED), ("ben", URGENT), ("anna", EMERGENCY)):
        store.add(sender, alarm)
    return path


def report(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return bot(ROOT, "report", "--alarms", "--file", str(file), *options)


def listed(file: Path, *options: str) -> list[dict[str, object]]:
    done = report(file, "--json", *options)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_table_lists_alarms_newest_first_and_counts_them(file: Path) -> None:
    shown = report(file).stdout
    times = [f"{alarm.time:%Y-%m-%d %H:%M}" for alarm in (EMERGENCY, URGENT, FAILED)]
    assert [shown.index(time) for time in times] == sorted(shown.index(time) for time in times)
    assert "Alarms: 3" in shown


def test_the_table_shows_flags_votes_and_what_failed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    shown = report(file).stdout
    for part in (
        "breathing_trouble",
        "rules emergency, classifier urgent",
        "rules emergency, classifier not asked",
        "deferred by the guard",
        "engine: TimeoutError",
    ):
        assert part in shown


def test_nothing_of_the_table_is_cut_off_in_eighty_columns(file: Path) -> None:
    shown = report(file).stdout
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_json_lines_hold_every_field(file: Path) -> None:
    newest, urgent, failed = listed(file)
    assert newest == {
        "time": EMERGENCY.time.isoformat(timespec="seconds"),
        "conversation": failed["conversation"],
        "channel": "rest",
        "level": "emergency",
        "rules": "emergency",
        "classifier": "urgent",
        "flags": ["breathing_trouble"],
        "guarded": False,
        "faults": [],
    }
    assert (failed["classifier"], failed["guarded"]) == (None, True)
    assert failed["faults"] == ["engine: TimeoutError"]
    assert urgent["conversation"] != newest["conversation"]


def test_alarms_of_the_last_days_are_listed(file: Path) -> None:
    assert [alarm["level"] for alarm in listed(file, "--since", "7d")] == ["emergency"]


def test_alarms_from_a_date_on_are_listed(file: Path) -> None:
    assert len(listed(file, "--since", f"{URGENT.time:%Y-%m-%d}")) == 2


def test_alarms_of_one_level_are_listed(file: Path) -> None:
    assert [alarm["level"] for alarm in listed(file, "--level", "emergency")] == ["emergency"] * 2


def test_it_says_where_there_are_none_of_those_asked_for(file: Path) -> None:
    done = report(file, "--since", "0d")
    assert (done.returncode, done.stdout) == (0, f"No such alarms in {file}.\n")


def test_it_says_where_there_are_none_at_all(tmp_path: Path) -> None:
    AlarmStore(tmp_path / "alarms.db").delete_older_than(365)
    done = report(tmp_path / "alarms.db")
    assert (done.returncode, done.stdout) == (0, f"No alarms in {tmp_path / 'alarms.db'}.\n")


def test_no_alarms_are_no_json_lines(tmp_path: Path) -> None:
    AlarmStore(tmp_path / "alarms.db").delete_older_than(365)
    assert listed(tmp_path / "alarms.db") == []


def test_it_says_where_there_is_no_file(tmp_path: Path) -> None:
    done = report(tmp_path / "alarms.db")
    assert done.returncode == 1
    assert f"There is no file {tmp_path / 'alarms.db'}" in done.stderr


def test_without_a_file_it_reads_the_one_beside_the_conversations(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_DATABASE", str(file.with_name("conversations.db")))
    assert "Alarms: 3" in bot(ROOT, "report", "--alarms").stdout


def test_it_asks_what_to_report() -> None:
    done = bot(ROOT, "report")
    assert done.returncode == 2
    assert "--alarms" in done.stderr


def test_a_time_that_is_none_is_told_with_what_to_write(file: Path) -> None:
    done = report(file, "--since", "yesterday")
    assert done.returncode == 2
    assert "7d" in done.stderr


def test_a_level_that_is_no_alarm_is_refused(file: Path) -> None:
    assert report(file, "--level", "routine").returncode == 2


@given(st.integers(0, 9999))
def test_any_number_of_days_is_a_moment_that_long_ago(days: int) -> None:
    earliest = datetime.now(timezone.utc)
    found = moment(f"{days}d")
    assert earliest <= found + timedelta(days=days) <= datetime.now(timezone.utc)


@given(st.dates())
def test_any_date_is_the_moment_at_which_it_begins_in_utc(day) -> None:
    assert moment(day.isoformat()) == datetime(day.year, day.month, day.day, tzinfo=timezone.utc)


@given(st.text(alphabet=st.characters()) | st.text("0123456789d-/ "))
def test_any_text_is_a_moment_or_is_refused_with_what_to_write(text: str) -> None:
    refusal = ""
    try:
        found = moment(text)
    except ValueError as error:
        refusal = str(error)
    assert "7d" in refusal or found.tzinfo is timezone.utc
