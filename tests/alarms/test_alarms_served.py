"""The record that a served bot leaves of its alarms: a real process, real HTTP, real files."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from test_server import start

from bot.alarms.alarm import Alarm
from bot.alarms.store import AlarmStore, Record, read_alarms
from bot.safety import Urgency, rules

ANNA, BEN, CAROL = "anna-4f1c9a", "ben-77d0e2", "carol-91aa3b"
SAID = [
    (ANNA, "My xylophone teacher says I look poorly, my throat is swelling shut and I cannot breathe"),
    (BEN, "how likely is an infection of the xylophone?"),
    (CAROL, "Since Tuesday my knee wound has been leaking yellow pus onto the carpet"),
    (ANNA, "still struggling to breathe, where is everybody?"),
    (ANNA, "delete my data"),
]
OLD = Alarm(
    time=datetime.now(timezone.utc) - timedelta(days=400),
    channel="rest",
    level=Urgency.URGENT,
    rules=Urgency.URGENT,
    classifier=None,
    flags=("fever",),
)


def words() -> list[str]:
    """Return the words that were said, in lower case, but for those that ids of red flags are made of."""
    in_ids = {part for flag in rules().flags for part in flag.split("_")}
    said = {word.lower() for _, text in SAID for word in re.findall(r"\w{4,}", text)}
    return sorted(said - in_ids)


@dataclass(frozen=True)
class Left:
    """What a served bot left behind: its alarms, oldest first, and the bytes of each file of theirs."""

    records: list[Record]
    files: dict[str, bytes]
    began: datetime
    ended: datetime


@pytest.fixture(scope="module")
def left(trained_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Left:
    """A bot was served, with a record over a year old beside its conversations, and has ended."""
    folder = tmp_path_factory.mktemp("served")
    path = folder / "alarms.db"
    AlarmStore(path).add("somebody", OLD)
    began = datetime.now(timezone.utc)
    server = start(trained_project, folder / "c.db")
    server.wait_until_ready()
    with closing(sqlite3.connect(path)) as another:  # while it is open, SQLite keeps the log
        another.execute("SELECT count(*) FROM alarms").fetchone()
        for sender, text in SAID:
            server.say(text, sender)
        server.end()
        files = {file.name: file.read_bytes() for file in folder.glob("alarms.db*")}
    return Left(list(reversed(read_alarms(path))), files, began, datetime.now(timezone.utc))


def test_each_alarm_leaves_a_record_and_a_quiet_message_none(left: Left) -> None:
    levels = [record.alarm.level for record in left.records]
    assert levels == [Urgency.EMERGENCY, Urgency.URGENT, Urgency.EMERGENCY]


def test_a_record_has_the_time_the_channel_the_flags_and_the_votes(left: Left) -> None:
    alarm = left.records[0].alarm
    assert left.began <= alarm.time <= left.ended
    assert (alarm.channel, alarm.rules) == ("rest", Urgency.EMERGENCY)
    assert "breathing_trouble" in alarm.flags
    assert alarm.classifier is not None
    assert not alarm.guarded


def test_a_sender_has_one_pseudonym_and_another_sender_another(left: Left) -> None:
    first, other, again = [record.conversation for record in left.records]
    assert first == again != other


def test_a_patient_who_deletes_the_conversation_leaves_its_alarms(left: Left) -> None:
    assert SAID[-1] == (ANNA, "delete my data")
    assert len(left.records) == 3


def test_the_record_is_in_the_log_too_where_its_bytes_are_looked_through(left: Left) -> None:
    assert b"breathing_trouble" in left.files["alarms.db-wal"]


@pytest.mark.parametrize("word", words())
def test_no_word_of_a_message_is_in_any_file_of_the_record(left: Left, word: str) -> None:
    assert [name for name, content in left.files.items() if word.encode() in content.lower()] == []


@pytest.mark.parametrize("sender", [ANNA, BEN, CAROL])
def test_no_senders_id_is_in_any_file_of_the_record(left: Left, sender: str) -> None:
    assert [name for name, content in left.files.items() if sender.encode() in content] == []


def test_an_alarm_past_its_retention_is_gone_once_the_bot_has_started(left: Left) -> None:
    assert OLD.time not in [record.alarm.time for record in left.records]


def test_alarms_are_recorded_in_the_file_that_the_operator_names(
    trained_project: Path, tmp_path: Path
) -> None:
    server = start(trained_project, tmp_path / "c.db", BOT_ALARMS=str(tmp_path / "elsewhere" / "a.db"))
    server.wait_until_ready()
    server.say("I can't breathe")
    server.end()
    assert len(read_alarms(tmp_path / "elsewhere" / "a.db")) == 1
    assert not (tmp_path / "alarms.db").exists()


def test_a_bot_that_stops_waits_for_what_is_still_to_be_recorded(
    trained_project: Path, tmp_path: Path
) -> None:
    server = start(trained_project, tmp_path / "c.db")
    server.wait_until_ready()
    with closing(sqlite3.connect(tmp_path / "alarms.db", isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        server.say("I can't breathe")
        printed = server.end()
    assert "An alarm could not be recorded (1 since the start): OperationalError" in printed


def test_a_record_that_cannot_be_written_costs_no_reply(trained_project: Path, tmp_path: Path) -> None:
    (tmp_path / "no folder").touch()
    server = start(trained_project, tmp_path / "c.db", BOT_ALARMS=str(tmp_path / "no folder" / "a.db"))
    server.wait_until_ready()
    answers = server.say("my xylophone is stuck and I can't breathe", ANNA)
    printed = server.end()
    assert answers[0].startswith("Call 999 now")
    assert "An alarm could not be recorded (1 since the start)" in printed
    assert "xylophone" not in printed
    assert ANNA not in printed
