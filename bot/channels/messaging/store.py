"""What messaging channels remember in SQLite: events delivered, choices offered, who opted out, alarms that failed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot import sqlite
from bot.channels.messaging.incoming import Incoming

_DAYS_OF_EVENTS = 365
_MOST_TRIES = 2
_TABLES = sa.MetaData()
_EVENTS = sa.Table(
    "events",
    _TABLES,
    sa.Column("channel", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("time", sa.DateTime, nullable=False),  # UTC
    sa.Column("waiting", sa.Text),  # the message, until it is answered
    sa.Column("tries", sa.Integer, nullable=False, default=0),
)
_CHATS = sa.Table(
    "chats",
    _TABLES,
    sa.Column("conversation", sa.String, primary_key=True),
    sa.Column("choices", sa.JSON, nullable=False),
    sa.Column("stopped", sa.Boolean, nullable=False),
)
_UNDELIVERED = sa.Table(
    "undelivered_alarms",
    _TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("time", sa.DateTime, nullable=False),  # UTC
    sa.Column("kind", sa.String, nullable=False),
)


class MessagingStore:
    """Keeps it in the SQLite file at `path`; one thread at a time may call it. All times are UTC.

    Every method may raise OSError or sqlalchemy.exc.SQLAlchemyError.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = sa.create_engine(sa.engine.URL.create("sqlite", database=str(path)))
        sqlite.set_up(self._engine)

    def take(self, channel: str, incoming: Incoming) -> bool:
        """Note a delivered event, with its message until `answered`; return whether it is new."""
        return self._add(channel, incoming.id, incoming.as_json())

    def note(self, channel: str, event: str) -> bool:
        """Note an event that is no message; return whether it is new."""
        return self._add(channel, event, None)

    def knows(self, channel: str, event: str) -> bool:
        """Return whether an event has been delivered."""
        with self._connected() as connection:
            return connection.execute(_EVENTS.select().where(_is(channel, event))).first() is not None

    def answered(self, channel: str, event: str) -> None:
        """Forget an event's message; that it was delivered is remembered."""
        with self._connected() as connection:
            connection.execute(_EVENTS.update().where(_is(channel, event)).values(waiting=None))

    def take_waiting(
        self, channel: str, but: Collection[str] = (), hours: float = 24.0
    ) -> tuple[list[Incoming], list[Incoming]]:
        """Return the messages that a stopped bot left unanswered, oldest first, and those that are given up.

        Given up is what has been taken twice, which may be what stops the bot, and what is older than `hours`. Events
        in `but` are left alone.
        """
        waiting: list[Incoming] = []
        given_up: list[Incoming] = []
        oldest = _now() - timedelta(hours=hours)
        left = sa.and_(_EVENTS.c.channel == channel, _EVENTS.c.waiting.isnot(None))
        with self._connected() as connection:
            for row in connection.execute(_EVENTS.select().where(left).order_by(_EVENTS.c.time)).all():
                if row.id in but:
                    continue
                late = row.tries >= _MOST_TRIES or row.time < oldest
                (given_up if late else waiting).append(Incoming.from_json(row.waiting))
                noted = {"waiting": None} if late else {"tries": row.tries + 1}
                connection.execute(_EVENTS.update().where(_is(channel, row.id)).values(**noted))
        return waiting, given_up

    def offer(self, conversation: str, choices: Sequence[str]) -> None:
        """Remember the choices that were offered last; none where they are empty."""
        self._set(conversation, choices=list(choices))

    def choices(self, conversation: str) -> list[str]:
        """Return the choices that were offered last."""
        row = self._chat(conversation)
        return list(row.choices) if row else []

    def stop(self, conversation: str, *, stopped: bool) -> None:
        """Remember that a person opted out, or in again."""
        self._set(conversation, stopped=stopped)

    def stopped(self, conversation: str) -> bool:
        """Return whether the person opted out."""
        row = self._chat(conversation)
        return bool(row and row.stopped)

    def note_undelivered(self, channel: str, kind: str) -> None:
        """Count an alarm that did not arrive."""
        with self._connected() as connection:
            connection.execute(_UNDELIVERED.insert().values(channel=channel, time=_now(), kind=kind))

    def undelivered(self, channel: str, days: float = 30.0) -> int:
        """Return how many alarms did not arrive in the last `days`."""
        since = _now() - timedelta(days=days)
        wanted = sa.select(sa.func.count()).where(
            _UNDELIVERED.c.channel == channel, _UNDELIVERED.c.time >= since
        )
        with self._connected() as connection:
            return int(connection.execute(wanted).scalar() or 0)

    def clear_out(self) -> int:
        """Delete what is over a year old; return how many events."""
        oldest = _now() - timedelta(days=_DAYS_OF_EVENTS)
        with self._connected() as connection:
            deleted = int(connection.execute(_EVENTS.delete().where(_EVENTS.c.time < oldest)).rowcount)
            connection.execute(_UNDELIVERED.delete().where(_UNDELIVERED.c.time < oldest))
        sqlite.empty_the_log(self._engine)
        return deleted

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def _add(self, channel: str, event: str, waiting: str | None) -> bool:
        row = {"channel": channel, "id": event, "time": _now(), "waiting": waiting, "tries": 1}
        with self._connected() as connection:
            try:
                connection.execute(_EVENTS.insert().values(**row))
            except sa.exc.IntegrityError:
                return False
        return True

    def _chat(self, conversation: str) -> Any:
        with self._connected() as connection:
            return connection.execute(_CHATS.select().where(_CHATS.c.conversation == conversation)).first()

    def _set(self, conversation: str, **values: Any) -> None:
        with self._connected() as connection:
            changed = connection.execute(
                _CHATS.update().where(_CHATS.c.conversation == conversation).values(**values)
            )
            if not changed.rowcount:
                row = {"conversation": conversation, "choices": [], "stopped": False, **values}
                connection.execute(_CHATS.insert().values(**row))

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._engine.dispose()
            _TABLES.create_all(self._engine)
        with self._engine.begin() as connection:
            yield connection


def read_undelivered(path: Path, channel: str) -> int:
    """Return how many of a channel's alarms did not arrive in the last 30 days; none where there is no file."""
    return MessagingStore(path).undelivered(channel) if path.is_file() else 0


def _is(channel: str, event: str) -> Any:
    return sa.and_(_EVENTS.c.channel == channel, _EVENTS.c.id == event)


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)
