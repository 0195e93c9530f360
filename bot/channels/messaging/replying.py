"""A reply to one event, part by part; an alarm that does not arrive ends the reply and is owed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.channels.messaging.compose import Part, compose
from bot.channels.messaging.delivery import NotDeliveredError, Retries
from bot.channels.messaging.incoming import Incoming
from bot.channels.messaging.memory import Memory
from bot.channels.messaging.sending import Sending
from bot.channels.messaging.turns import Turns
from bot.replies import Message, Reply

logger = logging.getLogger(__name__)

_STORE = Path("var", "messaging.db")
_MOST_LEADS = 3


@dataclass
class Answer:
    """How the answer to an event goes: once it is `ended` nothing more is sent; `owed` says that its alarm is owed."""

    incoming: Incoming
    conversation: str
    ended: bool = False
    owed: bool = False


@dataclass
class Owed:
    """An alarm that did not arrive, of the event that raised it; it has led `leads` later answers without arriving."""

    part: Part
    incoming: Incoming
    leads: int = 0


class Replying(Sending):
    """Sends replies, the alarm first: behind one that did not arrive nothing else of the reply is sent.

    An alarm that is owed leads the next answer in its conversation. Its event stays waiting in the memory, so that a
    bot that starts again answers it anew.
    """

    def __init__(self, values: Mapping[str, str], *, retries: Retries | None = None) -> None:
        super().__init__(values, retries=retries)
        self._memory: Memory | None = None
        self._store = Path(values["store"]) if values["store"] else _STORE
        self._turns = Turns()
        self._owed: dict[str, list[Owed]] = {}
        self._in_hand: set[str] = set()

    def keep_in(self, path: Path) -> None:
        """Keep what is remembered in the SQLite file at `path`, unless the settings name one."""
        if not self.values["store"]:
            self._store = path

    @property
    def memory(self) -> Memory:
        """What the channel remembers."""
        if self._memory is None:
            self._memory = Memory(self.name(), self._store)
        return self._memory

    async def close_memory(self) -> None:
        """Close the file."""
        if self._memory is not None:
            await asyncio.to_thread(self._memory.close)
            self._memory = None

    async def send(
        self,
        answer: Answer,
        messages: Sequence[Message],
        reply: Reply | None = None,
        *,
        even_stopped: bool = False,
    ) -> None:
        """Send messages of an answer, unless it has ended."""
        if answer.ended:
            return
        parts = compose(messages, self.article, self.words.sources)
        if reply:
            parts[0] = replace(parts[0], custom=reply.as_dict())
        if self.carrier_words and not even_stopped and await self.memory.stopped(answer.conversation):
            # Who opted out gets nothing but the deferral of what they report, which they must not miss.
            parts = [part for part in parts if part.alarm]
        if choices := [button for part in parts for button in part.buttons]:
            await self.memory.offer(answer.conversation, choices)
        for part in parts:
            if part.alarm and not await self._send_alarm(answer, part):
                return
        if not await self._pay(answer):
            return
        for part in parts:
            if not part.alarm:
                await self._send_ordinary(answer, part)

    async def done(self, incoming: Incoming) -> None:
        """Note that an event needs no further answer."""
        self._in_hand.discard(incoming.id)
        await self.memory.answered(incoming)

    async def _send_alarm(self, answer: Answer, part: Part) -> bool:
        """Send an alarm; return whether it arrived."""
        try:
            await self.deliver(answer.incoming.address, part)
        except NotDeliveredError as error:
            answer.owed = True
            self._owed.setdefault(answer.conversation, []).append(Owed(part, answer.incoming))
            kind = str(error)
        except Exception as error:
            # Another attempt would meet the same.
            kind = type(error).__name__
        else:
            await self._settle(answer.conversation, part)
            return True
        answer.ended = True
        await self.memory.lose_alarm(kind, of=answer.incoming.id)
        return False

    async def _pay(self, answer: Answer) -> bool:
        """Send the alarms that are owed in the conversation; return whether they arrived."""
        while owes := self._owed.get(answer.conversation):
            owed = owes[0]
            try:
                await self.deliver(owed.incoming.address, owed.part)
            except Exception as error:
                kind = str(error) if isinstance(error, NotDeliveredError) else type(error).__name__
                logger.error("An alarm could still not be delivered over %s: %s", self.name(), kind)
                owed.leads += 1
                if owed.leads >= _MOST_LEADS:
                    await self._settle(answer.conversation, owed.part)
                answer.ended = True
                return False
            logger.warning("An alarm was delivered late over %s.", self.name())
            await self._settle(answer.conversation, owed.part)
        return True

    async def _settle(self, conversation: str, part: Part) -> None:
        """Owe an alarm no longer, nor others of the same words."""
        owes = self._owed.pop(conversation, [])
        still = [owed for owed in owes if owed.part.text != part.text]
        if still:
            self._owed[conversation] = still
        for owed in owes:
            if owed not in still:
                await self.done(owed.incoming)

    async def _send_ordinary(self, answer: Answer, part: Part) -> None:
        try:
            await self.deliver(answer.incoming.address, part, self._turns.hurry(answer.conversation))
        except Exception as error:
            kind = str(error) if isinstance(error, NotDeliveredError) else type(error).__name__
            logger.error("A reply could not be delivered over %s: %s", self.name(), kind)
