"""The channels' memory off the event loop; where the file fails, it is kept in the process alone."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from bot.alarms.pseudonym import Pseudonyms, pseudonyms_beside
from bot.channels.messaging.incoming import Incoming
from bot.channels.messaging.store import MessagingStore
from bot.channels.messaging.urgent import is_alarm

logger = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")
_MOST_IN_PROCESS = 20_000


class Memory:
    """What one channel remembers, in the SQLite file at `path` that it may share with others.

    No fault of the file keeps a message from being answered: it is logged by its kind, and what the file would have
    told is taken from the process's own memory.
    """

    def __init__(self, channel: str, path: Path) -> None:
        self._channel = channel
        self._path = path
        self._store = MessagingStore(path)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._choices: OrderedDict[str, list[str]] = OrderedDict()
        self._stopped: OrderedDict[str, bool] = OrderedDict()
        self._makeshift = Pseudonyms(secrets.token_bytes(32))
        self.undelivered = 0
        # One thread, so that what is asked first is done first.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="messaging")

    async def conversation(self, person: str) -> str:
        """Return the id of the conversation with a person: the same each time, and not to be guessed or turned back.

        It must not be guessed, since who knows a conversation's id can carry it on over the REST channel.
        """
        named = f"{self._channel}:{person}"
        otherwise = self._makeshift.of(named)
        return f"{self._channel}-{await self._off_the_loop(lambda: self._pseudonyms.of(named), otherwise)}"

    async def take(self, incoming: Incoming) -> bool:
        """Note a delivered event; return whether it is new."""
        if incoming.id in self._seen:
            return False
        _keep(self._seen, incoming.id, None)
        return await self._off_the_loop(partial(self._store.take, self._channel, incoming), True)

    async def note(self, event: str) -> bool:
        """Note what is no message; return whether it is new."""
        if event in self._seen:
            return False
        _keep(self._seen, event, None)
        return await self._off_the_loop(partial(self._store.note, self._channel, event), True)

    async def knows(self, event: str) -> bool:
        """Return whether an event has been delivered."""
        if event in self._seen:
            return True
        return await self._off_the_loop(partial(self._store.knows, self._channel, event), False)

    async def answered(self, incoming: Incoming) -> None:
        """Forget an event's message, now that it is answered."""
        await self._off_the_loop(partial(self._store.answered, self._channel, incoming.id), None)

    async def take_waiting(self, but: Collection[str] = ()) -> list[Incoming]:
        """Return the messages that a stopped bot left unanswered, oldest first, except events in `but`.

        One that has been tried too often or is too old is given up: that is logged, and an alarm is counted as lost.
        """
        nothing: tuple[list[Incoming], list[Incoming]] = ([], [])
        take = partial(self._store.take_waiting, self._channel, frozenset(but))
        waiting, given_up = await self._off_the_loop(take, nothing)
        if given_up:
            logger.error("%d messages over %s will not be answered any more.", len(given_up), self._channel)
        for incoming in given_up:
            if is_alarm(incoming.text):
                await self.lose_alarm("given up", of=incoming.id)
        return waiting

    async def offer(self, conversation: str, choices: Sequence[str]) -> None:
        """Remember the choices that were offered last."""
        _keep(self._choices, conversation, list(choices))
        await self._off_the_loop(partial(self._store.offer, conversation, choices), None)

    async def choices(self, conversation: str) -> list[str]:
        """Return the choices that were offered last."""
        if conversation in self._choices:
            return self._choices[conversation]
        return await self._off_the_loop(partial(self._store.choices, conversation), [])

    async def stop(self, conversation: str, *, stopped: bool) -> None:
        """Remember that a person opted out, or in again."""
        _keep(self._stopped, conversation, stopped)
        await self._off_the_loop(partial(self._store.stop, conversation, stopped=stopped), None)

    async def stopped(self, conversation: str) -> bool:
        """Return whether the person opted out."""
        if conversation in self._stopped:
            return self._stopped[conversation]
        return await self._off_the_loop(partial(self._store.stopped, conversation), False)

    async def lose_alarm(self, kind: str, *, of: str) -> None:
        """Count and log an alarm that did not arrive; `of` is its event or its message, which counts once."""
        if not await self.note(f"lost:{of}"):
            return
        self.undelivered += 1
        logger.error(
            "An alarm could not be delivered over %s (%d since the start): %s",
            self._channel,
            self.undelivered,
            kind,
        )
        await self._off_the_loop(partial(self._store.note_undelivered, self._channel, kind), None)

    async def clear_out(self) -> int:
        """Delete what is old; return how many events."""
        return await self._off_the_loop(self._store.clear_out, 0)

    def close(self) -> None:
        """Write what waits and close the file."""
        self._thread.shutdown()
        self._store.close()

    @cached_property
    def _pseudonyms(self) -> Pseudonyms:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return pseudonyms_beside(self._path)

    async def _off_the_loop(self, work: Callable[[], ResultT], otherwise: ResultT) -> ResultT:
        try:
            future: Any = asyncio.get_running_loop().run_in_executor(self._thread, work)
            return await future  # type: ignore[no-any-return]
        except Exception as error:
            logger.error("The memory of the messaging channels failed: %s", type(error).__name__)
            return otherwise


def _keep(memory: OrderedDict[str, ResultT], key: str, value: ResultT) -> None:
    """Keep a value, and let go of the oldest where there are too many."""
    memory.pop(key, None)
    memory[key] = value
    if len(memory) > _MOST_IN_PROCESS:
        memory.popitem(last=False)
