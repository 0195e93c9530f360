"""The alarms in SQLite: added under a pseudonym, listed, deleted once they are old."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot import sqlite
from bot.alarms.alarm import Alarm
from bot.alarms.pseudonym import Pseudonyms, pseudonyms_beside
from bot.safety import Urgency

_ALARMS = sa.Table(
    "alarms",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("time", sa.DateTime, nullable=False),  # UTC
    sa.Column("conversation", sa.String, nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("level", sa.String, nullable=False),
    sa.Column("rules", sa.String, nullable=False),
    sa.Column("classifier", sa.String),
    sa.Column("flags", sa.JSON, nullable=False),
    sa.Column("guarded", sa.Boolean, nullable=False),
    sa.Column("faults", sa.JSON, nullable=False),
)


class AlarmsNotReadError(RuntimeError):
    """The file of the alarms is missing or cannot be read."""


@dataclass(frozen=True)
class Record:
    """An alarm as it was recorded; `conversation` is a pseudonym."""

    conversation: str
    alarm: Alarm


class AlarmStore:
    """Keeps alarms in the SQLite file at `path`, with the key of their pseudonyms beside it.

    Every call makes what is missing, so that a disk that comes back, or a file that was moved away, costs no restart.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = sa.create_engine(sa.engine.URL.create("sqlite", database=str(path)))
        sqlite.set_up(self._engine, synchronous="FULL")

    def add(self, sender: str, alarm: Alarm) -> None:
        """Keep an alarm of the conversation with `sender`, under its pseudonym.

        Raises:
            OSError, sqlalchemy.exc.SQLAlchemyError, PseudonymKeyError: it cannot be kept.
        """
        with self._writing() as connection:
            connection.execute(_ALARMS.insert().values(**_row(self._pseudonyms.of(sender), alarm)))

    def delete_older_than(self, days: float) -> int:
        """Delete the alarms that are over `days` days old; return how many.

        Raises:
            OSError, sqlalchemy.exc.SQLAlchemyError: they cannot be deleted.
        """
        oldest = datetime.now(timezone.utc) - timedelta(days=days)
        with self._writing() as connection:
            deleted = connection.execute(_ALARMS.delete().where(_ALARMS.c.time < _stored(oldest)))
        sqlite.empty_the_log(self._engine)
        return int(deleted.rowcount)

    @cached_property
    def _pseudonyms(self) -> Pseudonyms:
        return pseudonyms_beside(self._path)

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._engine.begin() as connection:
            connection.execute(sa.schema.CreateTable(_ALARMS, if_not_exists=True))
            yield connection


def read_alarms(path: Path, *, since: datetime | None = None, level: Urgency | None = None) -> list[Record]:
    """Return the alarms kept at `path`, newest first: those from `since` on, those of `level`.

    Raises:
        AlarmsNotReadError: there is no such file, or it is none of alarms; the message says which.
    """
    wanted = sa.select(_ALARMS).order_by(_ALARMS.c.time.desc(), _ALARMS.c.id.desc())
    if since is not None:
        wanted = wanted.where(_ALARMS.c.time >= _stored(since))
    if level is not None:
        wanted = wanted.where(_ALARMS.c.level == level.value)
    return [_record(row) for row in sqlite.kept(path, wanted, "alarms", AlarmsNotReadError)]


def _row(conversation: str, alarm: Alarm) -> dict[str, Any]:
    return {
        "time": _stored(alarm.time),
        "conversation": conversation,
        "channel": alarm.channel,
        "level": alarm.level.value,
        "rules": alarm.rules.value,
        "classifier": alarm.classifier.value if alarm.classifier else None,
        "flags": list(alarm.flags),
        "guarded": alarm.guarded,
        "faults": list(alarm.faults),
    }


def _record(row: Any) -> Record:
    alarm = Alarm(
        time=row.time.replace(tzinfo=timezone.utc),
        channel=row.channel,
        level=Urgency(row.level),
        rules=Urgency(row.rules),
        classifier=Urgency(row.classifier) if row.classifier else None,
        flags=tuple(row.flags),
        guarded=row.guarded,
        faults=tuple(row.faults),
    )
    return Record(row.conversation, alarm)


def _stored(time: datetime) -> datetime:
    """Return the time as SQLite keeps it: in UTC, without saying so."""
    return time.astimezone(timezone.utc).replace(tzinfo=None)
