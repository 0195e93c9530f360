"""A messaging channel: webhook in, the assistant, platform out; each platform is a subclass."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage, PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.guarded import Handler, guarded
from bot.channels.messaging import optout
from bot.channels.messaging.choices import chosen
from bot.channels.messaging.delivery import Retries
from bot.channels.messaging.incoming import Incoming, RefusedError
from bot.channels.messaging.outlet import Outlet
from bot.channels.messaging.replying import Answer, Replying
from bot.channels.messaging.urgent import is_alarm
from bot.replies import Message, Reply

logger = logging.getLogger(__name__)

ReadT = TypeVar("ReadT")
EventT = TypeVar("EventT")

_SECONDS_TO_FINISH = 15


class MessagingChannel(Replying):
    """What every platform's channel does with a request: each message is answered once, in order, after the request.

    A subclass says how a request is signed (`verify`), what is in it (`read`) and how a message is sent (`call`).
    """

    def __init__(self, values: Mapping[str, str], *, retries: Retries | None = None) -> None:
        super().__init__(values, retries=retries)
        self._on_new_message: Handler | None = None
        self._held: list[tuple[Incoming, str]] | None = None

    def hold(self) -> None:
        """Answer nothing but what the rules hear as an alarm, until `release`."""
        self._held = self._held or []

    def release(self) -> None:
        """Answer what is held, and what comes from now on."""
        held, self._held = self._held or (), None
        for incoming, conversation in held:
            self._begin(incoming, conversation)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the channel's routes; messages go to `on_new_message`."""
        self._on_new_message = guarded(on_new_message, self.settings, self.responses)
        webhook = Blueprint(f"{self.name()}_webhook")

        @webhook.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.get("/webhook")
        async def greet(request: Request) -> HTTPResponse:
            try:
                return self.handshake(request)
            except RefusedError as refused:
                return self._refuse(refused)

        # Streamed only because Sanic then leaves the limit of its size to the channel.
        @webhook.post("/webhook", stream=True)
        async def receive(request: Request) -> HTTPResponse:
            await self._read_body(request)
            try:
                await self.verify(request)
            except RefusedError as refused:
                return self._refuse(refused)
            return await self._take(request)

        @webhook.listener("before_server_stop")
        async def answer_the_last(*_: object) -> None:
            if not await self.finish(_SECONDS_TO_FINISH):
                logger.error("Replies over %s were still being sent when the bot stopped.", self.name())
            await self._turns.stop()

        @webhook.listener("after_server_stop")
        async def close(*_: object) -> None:
            await self.close()

        return webhook

    async def _take(self, request: Request) -> HTTPResponse:
        if (answer := self.at_once(request)) is not None:
            return answer
        for lost in self._understood(self.lost_alarms, request):
            await self.memory.lose_alarm(lost.kind, of=f"sent:{lost.message}")
        for incoming in self._understood(self.read, request):
            # Shielded: the platform's hanging up must not lose what has been noted as delivered.
            await asyncio.shield(asyncio.ensure_future(self._accept(incoming)))
        return self.taken()

    async def resume(self) -> None:
        """Answer what a bot that stopped too early left unanswered."""
        for incoming in await self.memory.take_waiting(but=self._in_hand):
            self._in_hand.add(incoming.id)
            await self._add(incoming.shortened())

    async def clear_out(self) -> int:
        """Forget what is old; return how many events."""
        return await self.memory.clear_out()

    async def finish(self, seconds: float) -> bool:
        """Wait until all that was taken is answered, for `seconds` at most; return whether it is."""
        return await self._turns.finish(seconds)

    async def close(self) -> None:
        """Close connections and files."""
        await self.http.close()
        await self.close_memory()

    async def _read_body(self, request: Request) -> None:
        body = bytearray()
        while (chunk := await request.stream.read()) is not None:
            body += chunk
            if len(body) > self.largest_request:
                raise PayloadTooLarge("Request body exceeds the size limit")
        request.body = bytes(body)

    def _refuse(self, refused: RefusedError) -> HTTPResponse:
        logger.warning("A request to %s was refused: %s", self.name(), refused)
        return response.json({"status": refused.status, "message": str(refused)}, status=refused.status)

    def _understood(self, read: Callable[[Request], Sequence[ReadT]], request: Request) -> Sequence[ReadT]:
        try:
            return read(request)
        except InvalidUsage:
            raise
        except Exception as error:
            # Signed, but of a form that is not known: refusing it would only have it sent again.
            logger.error("An event of %s could not be read: %s", self.name(), type(error).__name__)
            return ()

    def each(self, read: Callable[[EventT], ReadT | None], events: Iterable[EventT]) -> list[ReadT]:
        """Read each of several events; one that cannot be read is logged, and takes no other with it."""
        found = []
        for event in events:
            try:
                one = read(event)
            except Exception as error:
                logger.error("An event of %s could not be read: %s", self.name(), type(error).__name__)
                continue
            if one is not None:
                found.append(one)
        return found

    async def _accept(self, incoming: Incoming) -> None:
        if incoming.id in self._in_hand:
            return
        self._in_hand.add(incoming.id)
        if await self.memory.take(incoming):
            await self._add(incoming.shortened())
        else:
            self._in_hand.discard(incoming.id)

    async def _add(self, incoming: Incoming) -> None:
        conversation = await self.memory.conversation(incoming.person)
        urgent = is_alarm(incoming.text)
        if self._held is not None and not urgent:
            self._held.append((incoming, conversation))
        else:
            self._begin(incoming, conversation, urgent=urgent)

    def _begin(self, incoming: Incoming, conversation: str, *, urgent: bool = False) -> None:
        self._turns.add(conversation, lambda: self._answer(incoming, conversation), urgent=urgent)

    async def _answer(self, incoming: Incoming, conversation: str) -> None:
        """Answer an event. One whose answer is broken off, or whose alarm is owed, stays waiting in the memory."""
        try:
            await self.acknowledge(incoming)
        except Exception as error:
            logger.warning("%s was not told that a message is read: %s", self.label, type(error).__name__)
        answer = Answer(incoming, conversation)
        try:
            if not (self.carrier_words and await self._carrier_word(answer)):
                await self._converse(answer)
        except Exception as error:
            # It would fail the next time too.
            if is_alarm(incoming.text):
                await self.memory.lose_alarm(type(error).__name__, of=incoming.id)
            await self.done(incoming)
            raise
        if not answer.owed:
            await self.done(incoming)

    async def _converse(self, answer: Answer) -> None:
        assert self._on_new_message is not None
        incoming, conversation = answer.incoming, answer.conversation

        async def send(messages: Sequence[Message], reply: Reply | None = None) -> None:
            await self.send(answer, messages, reply)

        text = chosen(incoming.text, await self.memory.choices(conversation))
        unreadable = Message(self.words.unreadable(incoming.kind)) if incoming.kind else None
        only_reminder = not text.strip() and unreadable is not None
        if only_reminder and unreadable:
            await send([unreadable])
        outlet = Outlet(self.name(), send, only_reminder=only_reminder)
        message = UserMessage(text, outlet, conversation, input_channel=self.name(), message_id=incoming.id)
        await self._on_new_message(message)
        if not only_reminder and unreadable:
            await send([unreadable])

    async def _carrier_word(self, answer: Answer) -> bool:
        """Obey a carrier's word; return whether the message was one."""
        incoming, conversation = answer.incoming, answer.conversation
        stopped = await self.memory.stopped(conversation)
        word = optout.keyword(incoming.text, stopped=stopped) if incoming.kind is None else None
        # What a carrier has read as one is one, whatever its language.
        word = optout.of_carrier(incoming.address.get("opt_out")) or word
        if word is None:
            return False
        said = {
            optout.STOP: self.words.stopped,
            optout.START: self.words.started,
            optout.HELP: self.words.help,
        }[word]
        if word != optout.HELP:
            await self.memory.stop(conversation, stopped=word == optout.STOP)
        told = "opt_out" in incoming.address or (word == optout.STOP and stopped)
        if not told:
            await self.send(answer, [Message(said)], even_stopped=True)
        return True
