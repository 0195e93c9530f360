"""Records alarms from a thread of its own, so that no reply ever waits for the disk."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from typing import Protocol

from bot.alarms.alarm import Alarm

logger = logging.getLogger(__name__)

_MOST_WAITING = 1_000
_SECONDS_TO_FINISH = 10.0


class Store(Protocol):
    """What the recorder needs of a store; its calls may take long, and fail."""

    def add(self, sender: str, alarm: Alarm) -> None:
        """Keep an alarm of the conversation with `sender`."""

    def delete_older_than(self, days: float) -> int:
        """Delete the alarms that are over `days` days old; return how many."""


class AlarmRecorder:
    """Takes alarms at once and writes them one after another.

    At most `most_waiting` alarms wait to be written; one more is lost. `lost` counts those that were not recorded,
    each of which is logged.
    """

    def __init__(self, store: Store, *, most_waiting: int = _MOST_WAITING) -> None:
        self._store = store
        self._waiting: queue.Queue[tuple[str, Alarm] | None] = queue.Queue(most_waiting)
        self._count = threading.Lock()
        self.lost = 0
        self._thread = threading.Thread(target=self._write_all, name="alarms", daemon=True)
        self._thread.start()

    def record(self, sender: str, alarm: Alarm) -> None:
        """Take an alarm of the conversation with `sender`; returns at once and never raises."""
        try:
            self._waiting.put_nowait((sender, alarm))
        except queue.Full as error:
            self._lose(error)

    async def forget_older_than(self, days: float) -> int:
        """Delete the alarms that are over `days` days old; return how many."""
        return await asyncio.to_thread(self._store.delete_older_than, days)

    async def close(self) -> None:
        """Write what waits, within ten seconds, and end the thread."""
        await asyncio.to_thread(self._finish)

    def _finish(self) -> None:
        try:
            self._waiting.put(None, timeout=_SECONDS_TO_FINISH)
            self._thread.join(_SECONDS_TO_FINISH)
        except queue.Full:
            pass
        if self._thread.is_alive():
            logger.error("Alarms were still being recorded when the bot stopped; the last may be missing.")

    def _write_all(self) -> None:
        while (taken := self._waiting.get()) is not None:
            try:
                self._store.add(*taken)
            except Exception as error:
                self._lose(error)

    def _lose(self, error: Exception) -> None:
        with self._count:
            self.lost += 1
        # The error's kind alone: its text may hold the sender's id.
        logger.error(
            "An alarm could not be recorded (%d since the start): %s", self.lost, type(error).__name__
        )
