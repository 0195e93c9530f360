"""How alarms are kept in SQLite."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.alarms.alarm import Alarm
from bot.alarms.store import AlarmsNotReadError, AlarmStore, read_alarms
from bot.safety import Urgency

NOW = datetime.now(timezone.utc)
EMERGENCY = Alarm(
    time=NOW,
    channel="rest",
    level=Urgency.EMERGENCY,
    rules=Urgency.EMERGENCY,
    classifier=Urgency.URGENT,
    flags=("throat_closing", "breathing_trouble"),
)
URGENT = Alarm(
    time=NOW - timedelta(days=2),
    channel="sms",
    level=Urgency.URGENT,
    rules=Urgency.URGENT,
    classifier=None,
    flags=(),
    guarded=True,
    faults=("engine: TimeoutError",),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "alarms.db"


@pytest.mark.parametrize("alarm", [EMERGENCY, URGENT])
def test_an_alarm_is_read_as_it_was_kept(path: Path, alarm: Alarm) -> None:
    AlarmStore(path).add("anna", alarm)
    assert [record.alarm for record in read_alarms(path)] == [alarm]


def test_the_newest_alarm_is_read_first(path: Path) -> None:
    store = AlarmStore(path)
    for alarm in (URGENT, EMERGENCY, replace(URGENT, time=NOW - timedelta(days=1))):
        store.add("anna", alarm)
    times = [record.alarm.time for record in read_alarms(path)]
    assert times == sorted(times, reverse=True)


def test_a_conversation_has_one_pseudonym_and_another_conversation_another(path: Path) -> None:
    for sender in ("anna", "ben", "anna"):
        AlarmStore(path).add(sender, EMERGENCY)
    last, second, first = [record.conversation for record in read_alarms(path)]
    assert last == first != second


def test_alarms_are_read_from_a_moment_on(path: Path) -> None:
    store = AlarmStore(path)
    store.add("anna", URGENT)
    store.add("anna", EMERGENCY)
    since = (URGENT.time + timedelta(hours=1)).astimezone(timezone(timedelta(hours=-5)))
    assert [record.alarm for record in read_alarms(path, since=since)] == [EMERGENCY]


def test_alarms_of_one_level_are_read(path: Path) -> None:
    store = AlarmStore(path)
    store.add("anna", URGENT)
    store.add("anna", EMERGENCY)
    assert [record.alarm for record in read_alarms(path, level=Urgency.URGENT)] == [URGENT]


def test_only_alarms_past_their_retention_are_deleted(path: Path) -> None:
    store = AlarmStore(path)
    store.add("anna", replace(EMERGENCY, time=NOW - timedelta(days=366)))
    store.add("anna", URGENT)
    assert store.delete_older_than(365) == 1
    assert [record.alarm for record in read_alarms(path)] == [URGENT]


def test_deleting_old_alarms_makes_the_file_that_a_report_reads(path: Path) -> None:
    assert AlarmStore(path).delete_older_than(365) == 0
    assert read_alarms(path) == []


def test_alarms_are_kept_again_once_the_file_was_moved_away(path: Path) -> None:
    store = AlarmStore(path)
    store.add("anna", URGENT)
    path.rename(path.with_name("old.db"))
    store.add("anna", EMERGENCY)
    assert [record.alarm for record in read_alarms(path)] == [EMERGENCY]


def test_sqlite_logs_alarms_ahead_of_writing(path: Path) -> None:
    AlarmStore(path).add("anna", EMERGENCY)
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_alarms_are_read_while_they_are_being_written(path: Path) -> None:
    store = AlarmStore(path)
    store.add("anna", EMERGENCY)
    writing = sqlite3.connect(path, isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    assert len(read_alarms(path)) == 1


def test_reading_leaves_no_file_behind(path: Path) -> None:
    AlarmStore(path).add("anna", EMERGENCY)
    before = sorted(path.parent.iterdir())
    read_alarms(path)
    assert sorted(path.parent.iterdir()) == before


def test_a_missing_file_is_told_and_not_made(path: Path) -> None:
    with pytest.raises(AlarmsNotReadError, match="There is no file"):
        read_alarms(path)
    assert not path.parent.exists()


@pytest.mark.parametrize("content", [b"", b"something else entirely, and long enough to be no database"])
def test_a_file_of_something_else_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "alarms.db"
    path.write_bytes(content)
    with pytest.raises(AlarmsNotReadError, match=r"alarms\.db: cannot be read"):
        read_alarms(path)
