"""Conversations in SQL: write-ahead logging, a bound on what is read back, erasure and retention."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot import sqlite
from bot.slots import ERASE

logger = logging.getLogger(__name__)

_SECONDS_A_DAY = 86_400
_IN_MEMORY = ":memory:"


class ConversationsError(RuntimeError):
    """The database failed; says how, but nothing of what was to be kept."""


class ConversationStore(SQLTrackerStore):
    """Rasa's SQL tracker store, with what it lacks for patients.

    - SQLite runs with write-ahead logging and waits for a lock instead of failing.
    - Only the latest `max_events` events of a conversation are read back, so that a message costs as much at
      turn 500 as at turn 5. Slots keep their values: they are set again before the bound cuts them off.
    - A database file that is gone is made anew, and what fails is told without what was to be kept: Rasa logs it.
    - A conversation whose new events set the slot `erase_requested` is deleted, not saved.

    How many events of a tracker are kept already rides on the tracker as `events_kept`: Rasa would count them in the
    database, which costs more with every turn, and trackers cannot be keys of a dictionary.

    Set in `endpoints.yml` as `tracker_store: {type: bot.store.ConversationStore, db: …}`.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        *,
        dialect: str = "sqlite",
        db: str = "var/conversations.db",
        max_events: int = 80,
        **kwargs: Any,
    ) -> None:
        if dialect == "sqlite" and db != _IN_MEMORY:
            Path(db).parent.mkdir(parents=True, exist_ok=True)
        self._max_events = max_events
        self._file = Path(db) if dialect == "sqlite" and db != _IN_MEMORY else None
        super().__init__(domain, dialect=dialect, db=db, event_broker=event_broker, **kwargs)
        if dialect == "sqlite":
            sqlite.set_up(self.engine)
            if db != _IN_MEMORY:
                self.engine.dispose()

    async def delete(self, sender_id: str) -> int:
        """Delete all that is kept of a conversation; return how many events that were."""
        with self.session_scope() as session:
            deleted = session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id).delete()
            session.commit()
        self._empty_the_log()
        return int(deleted)

    async def delete_older_than(self, days: float) -> int:
        """Delete conversations whose last event is over `days` days old; return how many."""
        oldest = time.time() - days * _SECONDS_A_DAY
        with self.session_scope() as session:
            stale = (
                session.query(self.SQLEvent.sender_id)
                .group_by(self.SQLEvent.sender_id)
                .having(sa.func.max(self.SQLEvent.timestamp) < oldest)
            )
            senders = [sender for (sender,) in stale.all()]
            for sender in senders:
                session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender).delete()
            session.commit()
        self._empty_the_log()
        return len(senders)

    def _empty_the_log(self) -> None:
        if self.engine.dialect.name == "sqlite":
            sqlite.empty_the_log(self.engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the tracker's new events; delete the conversation where the patient asked for that."""
        with self._working():
            if tracker.get_slot(ERASE):
                await self.delete(tracker.sender_id)
                return
            self._set_old_slots_again(tracker)
            await super().save(tracker)
            tracker.events_kept = len(tracker.events)

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        with self._working():
            if fetch_events_from_all_sessions:
                return await super()._retrieve(sender_id, fetch_events_from_all_sessions)
            return self._retrieve_latest(sender_id)

    def _retrieve_latest(self, sender_id: str) -> DialogueStateTracker | None:
        with self.session_scope() as session:
            rows = (
                session.query(self.SQLEvent)
                .filter(self.SQLEvent.sender_id == sender_id)
                .order_by(self.SQLEvent.id.desc())
                .limit(self._max_events)
                .all()
            )
        if not rows:
            return None
        events = [json.loads(row.data) for row in _of_the_latest_session(rows)]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots if self.domain else [])
        tracker.events_kept = len(tracker.events)
        return tracker

    @contextmanager
    def _working(self) -> Iterator[None]:
        try:
            if self._file and not self._file.exists():
                logger.error("The database %s was gone; an empty one is made.", self._file)
                self.Base.metadata.create_all(self.engine)
            yield
        except Exception as error:
            raise ConversationsError(_kind(error)) from None

    def _additional_events(self, session: sa.orm.Session, tracker: DialogueStateTracker) -> Iterator[Event]:
        """Return the events that came since the tracker was read; all of one that was never read from here."""
        kept = getattr(tracker, "events_kept", None)
        if kept is None:
            return iter(super()._additional_events(session, tracker))
        return iter(list(tracker.events)[kept:])

    def _set_old_slots_again(self, tracker: DialogueStateTracker) -> None:
        """Set the slots again whose setting the bound on what is read back would soon cut off."""
        recent = list(tracker.events)[-self._max_events // 2 :]
        set_recently = {event.key for event in recent if isinstance(event, SlotSet)}
        for name, slot in tracker.slots.items():
            if slot.value is not None and name not in set_recently:
                tracker.update(SlotSet(name, slot.value))


def _kind(error: Exception) -> str:
    """Return what went wrong; of other databases than SQLite only the kind, as they may quote the values."""
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {cause}" if isinstance(cause, sqlite3.Error) else type(cause).__name__


def _of_the_latest_session(rows: list[Any]) -> list[Any]:
    """Return the rows, latest first, that belong to the latest session, in the order in which they happened."""
    for index, row in enumerate(rows):
        if row.type_name == SessionStarted.type_name:
            return rows[index::-1]
    return rows[::-1]
