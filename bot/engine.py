"""Rasa's agent in a thread of its own, so that a stall in it never holds up a deferral."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import uuid
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from bot.noted_alarms import note_alarm
from bot.open_alarm import OpenAlarm
from bot.replies import Message
from bot.without_tensorflow import leave_out_tensorflow

logger = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

_SECONDS_TO_FINISH = 10


class ModelNotReadyError(RuntimeError):
    """There is no trained model yet, or it is still being loaded."""


class Engine:
    """Loads a trained model and answers messages with it; all of Rasa runs in one thread.

    `database` is the path of the SQLite file that keeps conversations; ":memory:" keeps them while this lives.
    """

    def __init__(self, root: Path, database: str = ":memory:") -> None:
        self._root = root
        self._database = database
        self._agent: Any = None
        self._store: Any = None
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_log_kind)
        self._thread = threading.Thread(target=self._loop.run_forever, name="rasa", daemon=True)

    async def start(self) -> None:
        """Load the newest model of `models/`.

        Raises:
            ModelNotReadyError: there is none, or it cannot be loaded; the message says what to do.
        """
        self._thread.start()
        await self._in_thread(self._load())

    async def parse(self, text: str) -> dict[str, Any]:
        """Return what the message is understood as, in Rasa's form."""
        from rasa.core.channels.channel import UserMessage

        return dict(await self._in_thread(self._ready().processor.parse_message(UserMessage(text))))

    async def answer(self, sender: str, text: str, parse: dict[str, Any], channel: str) -> list[Message]:
        """Add the message to the sender's conversation and return what Rasa says to it."""
        from rasa.core.channels.channel import UserMessage

        collector = _collector(channel)
        message = UserMessage(text, collector, sender, parse_data=parse, input_channel=channel)
        await self._in_thread(self._ready().handle_message(message))
        return list(collector.collected)

    async def note_alarm(self, sender: str, alarm: OpenAlarm) -> OpenAlarm:
        """Note the alarm of a message, if it raises one; return the alarm that is then open."""
        return await self._in_thread(note_alarm(self._ready(), sender, alarm))

    async def forget(self, sender: str) -> int:
        """Delete a conversation; return how many events it held."""
        return int(await self._in_thread(self._kept().delete(sender)))

    async def forget_older_than(self, days: float) -> int:
        """Delete conversations that have been quiet for `days` days; return how many."""
        return int(await self._in_thread(self._kept().delete_older_than(days)))

    async def events(self, sender: str) -> list[dict[str, Any]]:
        """Return the events of a conversation's current session, in Rasa's form."""
        tracker = await self._in_thread(self._kept().retrieve(sender))
        return [event.as_dict() for event in tracker.events] if tracker else []

    async def stop(self) -> None:
        """End the thread; messages in it are answered first, within ten seconds."""
        if self._thread.is_alive():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._in_thread(_others_done()), _SECONDS_TO_FINISH)
            self._loop.call_soon_threadsafe(self._loop.stop)
            await asyncio.to_thread(self._thread.join, 5)

    def _ready(self) -> Any:
        if self._agent is None:
            raise ModelNotReadyError("The model is still being loaded; try again in a moment.")
        return self._agent

    def _kept(self) -> Any:
        self._ready()
        return self._store

    async def _in_thread(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        abandoned = threading.Event()
        future = asyncio.run_coroutine_threadsafe(_told_if_abandoned(work, abandoned), self._loop)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            abandoned.set()
            raise

    async def _load(self) -> None:
        leave_out_tensorflow()
        from bot.rasa_agent import load_agent

        agent, self._store = load_agent(self._root, self._database)
        # The first message takes seconds, as Rasa sets itself up: let it not be a patient's.
        nobody = uuid.uuid4().hex
        await agent.handle_text("hello", sender_id=nobody)
        await self._store.delete(nobody)
        self._agent = agent


async def _told_if_abandoned(work: Coroutine[Any, Any, ResultT], abandoned: threading.Event) -> ResultT:
    """Do `work`; if it fails once nobody waits for it any more, as after a stall, log what kind of error it was."""
    try:
        return await work
    except Exception as error:
        if not abandoned.is_set():
            raise
        _log_kind(asyncio.get_running_loop(), {"exception": error})
        raise asyncio.CancelledError from None


def _log_kind(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an error that nobody waits for, never its text: it may hold the patient's words."""
    logger.error("Work in the background failed: %s", type(context.get("exception")).__name__)


async def _others_done() -> None:
    if others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)


def _collector(channel: str) -> Any:
    from rasa.core.channels.channel import OutputChannel

    class Collector(OutputChannel):
        """Takes each message as Rasa hands it over, with the metadata that channels are not shown."""

        def __init__(self) -> None:
            self.collected: list[Message] = []

        @classmethod
        def name(cls) -> str:
            return channel

        async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
            del recipient_id
            if (said := Message.from_rasa(message)) is not None:
                self.collected.append(said)

    return Collector()
