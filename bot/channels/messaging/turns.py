"""One person's messages are answered one after another, different people's side by side."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]


class Turns:
    """Does the work for each person in the order in which it was added."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._hurry: dict[str, asyncio.Event] = {}
        self._urgent: Counter[str] = Counter()

    def add(self, person: str, work: Work, *, urgent: bool = False) -> None:
        """Do `work` once all that was added for `person` before is done; returns at once.

        `urgent` work hurries what is before it.
        """
        if urgent:
            self._urgent[person] += 1
            self.hurry(person).set()
        task = asyncio.create_task(self._after(person, self._last.get(person), work, urgent=urgent))
        self._last[person] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._forget(person, done))

    def hurry(self, person: str) -> asyncio.Event:
        """Return what is set while urgent work of a person waits for its turn."""
        return self._hurry.setdefault(person, asyncio.Event())

    async def finish(self, seconds: float) -> bool:
        """Wait until all work is done, for `seconds` at most; return whether it is."""
        if not self._last:
            return True
        _, waiting = await asyncio.wait(self._last.values(), timeout=seconds)
        return not waiting

    async def stop(self) -> None:
        """Give up what is not done."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, person: str, done: asyncio.Task[None]) -> None:
        self._tasks.discard(done)
        if self._last.get(person) is done:
            del self._last[person]
            self._hurry.pop(person, None)
            del self._urgent[person]

    async def _after(
        self, person: str, before: asyncio.Task[None] | None, work: Work, *, urgent: bool
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        if urgent:
            self._urgent[person] -= 1
            if not self._urgent[person]:
                self.hurry(person).clear()
        try:
            await work()
        except Exception as error:
            # Never the error's text: it may hold the patient's words.
            logger.error("A message could not be answered: %s", type(error).__name__)
