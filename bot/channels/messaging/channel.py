"""A messaging channel: webhook in, the assistant, platform out; each platform is a subclass."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage, PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.guarded import Handler, guarded
from bot.channels.messaging import optout
from bot.channels.messaging.choices import chosen
from bot.channels.messaging.compose import compose
from bot.channels.messaging.delivery import NotDeliveredError, Retries
from bot.channels.messaging.incoming import Incoming, RefusedError
from bot.channels.messaging.memory import Memory
from bot.channels.messaging.outlet import Outlet
from bot.channels.messaging.sending import Sending
from bot.channels.messaging.turns import Turns
from bot.replies import Message, Reply

logger = logging.getLogger(__name__)

ReadT = TypeVar("ReadT")

_SECONDS_TO_FINISH = 15
_STORE = Path("var", "messaging.db")


class MessagingChannel(Sending):
    """What every platform's channel does with a request: each message is answered once, in order, after the request.

    A subclass says how a request is signed (`verify`), what is in it (`read`) and how a message is sent (`call`).
    """

    def __init__(self, values: Mapping[str, str], *, retries: Retries | None = None) -> None:
        super().__init__(values, retries=retries)
        self._memory: Memory | None = None
        self._store = Path(values["store"]) if values["store"] else _STORE
        self._turns = Turns()
        self._on_new_message: Handler | None = None

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

        @webhook.listener("after_server_stop")
        async def close(*_: object) -> None:
            await self.close()

        return webhook

    async def _take(self, request: Request) -> HTTPResponse:
        if (answer := self.at_once(request)) is not None:
            return answer
        for kind in self._understood(self.lost_alarms, request):
            await self.memory.lose_alarm(kind)
        for incoming in self._understood(self.read, request):
            # Shielded: the platform's hanging up must not lose what has been noted as delivered.
            await asyncio.shield(asyncio.ensure_future(self._accept(incoming)))
        return self.taken()

    async def resume(self) -> None:
        """Answer what a bot that stopped too early left unanswered, and forget what is old."""
        await self.memory.clear_out()
        for incoming in await self.memory.take_waiting():
            await self._add(incoming)

    async def finish(self, seconds: float) -> bool:
        """Wait until all that was taken is answered, for `seconds` at most; return whether it is."""
        return await self._turns.finish(seconds)

    async def close(self) -> None:
        """Close connections and files."""
        await self.http.close()
        if self._memory is not None:
            await asyncio.to_thread(self._memory.close)
            self._memory = None

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

    async def _accept(self, incoming: Incoming) -> None:
        if await self.memory.take(incoming):
            await self._add(incoming)

    async def _add(self, incoming: Incoming) -> None:
        conversation = await self.memory.conversation(incoming.person)
        self._turns.add(conversation, lambda: self._answer(incoming, conversation))

    async def _answer(self, incoming: Incoming, conversation: str) -> None:
        try:
            await self.acknowledge(incoming)
        except Exception as error:
            logger.warning("%s was not told that a message is read: %s", self.label, type(error).__name__)
        try:
            if not (self.carrier_words and await self._carrier_word(incoming, conversation)):
                await self._converse(incoming, conversation)
        finally:
            await self.memory.answered(incoming)

    async def _converse(self, incoming: Incoming, conversation: str) -> None:
        assert self._on_new_message is not None

        async def send(messages: Sequence[Message], reply: Reply | None = None) -> None:
            await self._send(incoming.address, conversation, messages, reply)

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

    async def _carrier_word(self, incoming: Incoming, conversation: str) -> bool:
        """Obey a carrier's word; return whether the message was one."""
        stopped = await self.memory.stopped(conversation)
        word = optout.keyword(incoming.text, stopped=stopped) if incoming.kind is None else None
        if word is None:
            return False
        said = {
            optout.STOP: self.words.stopped,
            optout.START: self.words.started,
            optout.HELP: self.words.help,
        }[word]
        if word != optout.HELP:
            await self.memory.stop(conversation, stopped=word == optout.STOP)
        told = "handled" in incoming.address or (word == optout.STOP and stopped)
        if not told:
            await self._send(incoming.address, conversation, [Message(said)], even_stopped=True)
        return True

    async def _send(
        self,
        address: Mapping[str, str],
        conversation: str,
        messages: Sequence[Message],
        reply: Reply | None = None,
        *,
        even_stopped: bool = False,
    ) -> None:
        parts = compose(messages, self.article, self.words.sources)
        if reply:
            parts[0] = replace(parts[0], custom=reply.as_dict())
        if self.carrier_words and not even_stopped and await self.memory.stopped(conversation):
            # Who opted out gets nothing but the deferral of what they report, which they must not miss.
            parts = [part for part in parts if part.alarm]
        if choices := [button for part in parts for button in part.buttons]:
            await self.memory.offer(conversation, choices)
        for part in parts:
            try:
                await self.deliver(address, part)
            except NotDeliveredError as error:
                if part.alarm:
                    await self.memory.lose_alarm(str(error))
                else:
                    logger.error("A reply could not be delivered over %s: %s", self.name(), error)
