"""One person's messages are answered one after another, different people's side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]


class Turns:
    """Does the work for each person in the order in which it was added."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[None]] = {}

    def add(self, person: str, work: Work) -> None:
        """Do `work` once all that was added for `person` before is done; returns at once."""
        task = asyncio.create_task(self._after(self._last.get(person), work))
        self._last[person] = task
        task.add_done_callback(lambda done: self._forget(person, done))

    async def finish(self, seconds: float) -> bool:
        """Wait until all work is done, for `seconds` at most; return whether it is."""
        if not self._last:
            return True
        _, waiting = await asyncio.wait(self._last.values(), timeout=seconds)
        return not waiting

    def _forget(self, person: str, done: asyncio.Task[None]) -> None:
        if self._last.get(person) is done:
            del self._last[person]

    async def _after(self, before: asyncio.Task[None] | None, work: Work) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await work()
        except Exception as error:
            # Never the error's text: it may hold the patient's words.
            logger.error("A message could not be answered: %s", type(error).__name__)
