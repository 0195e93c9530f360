"""Each message of a session answered once: however often it is sent, and whether or not the sender still waits."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Answer = dict[str, Any]

_MOST_A_SESSION = 20
_MOST_SESSIONS = 5_000


class OtherWordsError(ValueError):
    """The same id came before with other words."""


class StartingError(Exception):
    """The model is still being loaded; the message is to be sent again, and is not taken as answered."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True)
class _Turn:
    words: str
    answering: asyncio.Task[Answer]


class Turns:
    """The latest turns of each session, in memory: a message that is sent again gets the answer that it got."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, OrderedDict[str, _Turn]] = OrderedDict()

    def knows(self, session: str, message: str) -> bool:
        """Whether the message was sent before."""
        return message in self._sessions.get(session, {})

    async def answer(
        self, session: str, message: str, text: str, answering: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        """Return the answer to the message of that id: the one that it has, or is to get, or that of `answering`.

        The answer is finished and kept although the caller is cancelled, as when a patient's connection breaks.

        Raises:
            OtherWordsError: the message came before with another text.
        """
        turns = self._sessions.setdefault(session, OrderedDict())
        self._sessions.move_to_end(session)
        words = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        turn = turns.get(message)
        if turn is None:
            turn = turns[message] = _Turn(words, asyncio.ensure_future(_only(answering)))
        elif turn.words != words:
            raise OtherWordsError("this id came before with other words")
        self._forget_the_oldest(turns)
        try:
            return await asyncio.shield(turn.answering)
        except Exception:
            # Sent again, it shall be answered, not fail again.
            turns.pop(message, None)
            raise

    async def forget(self, session: str) -> None:
        """Forget the session's turns, once those that are still going on have ended."""
        turns = self._sessions.get(session, OrderedDict())
        await asyncio.gather(*(turn.answering for turn in turns.values()), return_exceptions=True)
        self._sessions.pop(session, None)

    def _forget_the_oldest(self, turns: OrderedDict[str, _Turn]) -> None:
        while len(turns) > _MOST_A_SESSION:
            turns.popitem(last=False)
        while len(self._sessions) > _MOST_SESSIONS:
            self._sessions.popitem(last=False)


async def _only(answering: Callable[[], Awaitable[Answer]]) -> Answer:
    return await answering()
