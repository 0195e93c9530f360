"""One message in, one reply out: gate, safety, Rasa, guard."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any, Protocol
from weakref import WeakValueDictionary

from bot.alarms.alarm import Alarm, NoRecorder, Recorder
from bot.deferrals import deferral, is_crisis, plain_deferral, reminder
from bot.engine import ModelNotReadyError
from bot.gate import TOO_LONG, clean, is_readable
from bot.open_alarm import OpenAlarm
from bot.replies import Message, Reply, Votes, topic_of
from bot.responses import Responses
from bot.safety import Assessment, Urgency, assess
from bot.settings import Settings
from bot.understanding import aspect_answered, ranking_in

logger = logging.getLogger(__name__)

_NO_DEFERRAL = "engine: no deferral"


class Answering(Protocol):
    """What the assistant needs of the engine."""

    async def parse(self, text: str) -> dict[str, Any]:
        """Return what a message is understood as, in Rasa's form."""

    async def answer(self, sender: str, text: str, parse: dict[str, Any], channel: str) -> list[Message]:
        """Add the message to the sender's conversation and return what Rasa says to it."""

    async def note_alarm(self, sender: str, alarm: OpenAlarm) -> OpenAlarm:
        """Note the alarm of a message that Rasa is not shown; return the alarm that is then open."""


class Assistant:
    """Answers messages; whatever fails below it, an alarm gets its deferral and every message gets a reply.

    `patience` is how many seconds a reply may take before the assistant answers without Rasa; `recorder` hears of
    each alarm.
    """

    def __init__(
        self,
        engine: Answering,
        settings: Settings,
        responses: Responses,
        *,
        patience: float = 10.0,
        recorder: Recorder | None = None,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._responses = responses
        self._patience = patience
        self._recorder = recorder or NoRecorder()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def reply(self, sender: str, text: str, channel: str = "rest") -> Reply:
        """Return the reply to `text` (any string) from `sender`; the messages of one sender are taken in order."""
        reply = await self._reply(sender, text, channel)
        self._record(sender, reply, channel)
        return reply

    async def _reply(self, sender: str, text: str, channel: str) -> Reply:
        assessment, faults = self._assess(text)
        try:
            # Waiting for the sender's turn counts too: behind a message that stalls, no alarm waits for longer.
            reply = await asyncio.wait_for(
                self._in_turn(sender, text, assessment, channel), timeout=self._patience
            )
        except ModelNotReadyError as error:
            faults += (_fault("engine", error),)
            reply = Reply((self._say("utter_starting"),), assessment)
        except Exception as error:
            # Never the error's text: it may hold the patient's words.
            logger.error("A message could not be answered: %s", type(error).__name__)
            faults += (_fault("engine", error),)
            reply = Reply((self._say("utter_unsupported"),), assessment)
        opinion = reply.urgency if reply.votes else None
        return self._guard(replace(reply, urgency=assessment.beside(opinion), faults=faults))

    async def _in_turn(self, sender: str, text: str, assessment: Assessment, channel: str) -> Reply:
        lock = self._turns.setdefault(sender, asyncio.Lock())
        async with lock:
            return await self._answer(sender, text, assessment, channel)

    async def _answer(self, sender: str, text: str, assessment: Assessment, channel: str) -> Reply:
        cleaned = clean(text)
        if not is_readable(cleaned):
            reply = await self._without_rasa("utter_empty", sender, assessment)
            return replace(reply, topic="out_of_scope")
        if len(cleaned) > TOO_LONG:
            return await self._without_rasa("utter_too_long", sender, assessment)
        parse = await self._engine.parse(cleaned)
        messages = tuple(await self._engine.answer(sender, cleaned, parse, channel))
        if not messages:
            messages = (self._say("utter_unsupported"),)
        topic, options = topic_of(messages, parse["intent"]["name"])
        votes = parse.get("urgency") or Votes()
        return Reply(
            messages,
            assessment,
            urgency=Urgency(votes.get("level", Urgency.NONE)),
            topic=topic,
            aspect=aspect_answered(messages, topic, parse),
            confidence=float(parse["intent"].get("confidence") or 0.0),
            options=options,
            ranking=ranking_in(parse),
            votes=votes,
        )

    async def _without_rasa(self, response: str, sender: str, assessment: Assessment) -> Reply:
        """Return `response`, with the reminder of an alarm that is open; a new alarm is noted for later replies."""
        messages = [self._say(response)]
        raised = OpenAlarm(assessment.urgency, is_crisis(assessment.urgency, assessment, None))
        try:
            alarm = await self._engine.note_alarm(sender, raised)
        except Exception as error:
            logger.error("No alarm could be looked up: %s", type(error).__name__)
        else:
            if alarm.urgency.is_alarm and not raised.urgency.is_alarm:
                messages.append(Message(reminder(alarm, self._settings)))
        return Reply(tuple(messages), assessment)

    def _assess(self, text: str) -> tuple[Assessment, tuple[str, ...]]:
        try:
            return assess(text), ()
        except Exception as error:
            logger.error("The safety rules failed on a message: %s", type(error).__name__)
            return Assessment(Urgency.URGENT), (_fault("rules", error),)

    def _guard(self, reply: Reply) -> Reply:
        if not reply.urgency.is_alarm:
            return reply
        first = reply.messages[0]
        if first.deferral is not None and first.deferral.rank >= reply.urgency.rank:
            return reply
        if reply.votes is not None and not reply.faults:
            reply = replace(reply, faults=(_NO_DEFERRAL,))
        return reply.deferred_by(Message(self._deferral(reply), topic=reply.topic, deferral=reply.urgency))

    def _deferral(self, reply: Reply) -> str:
        try:
            return deferral(reply.urgency, reply.assessment, self._settings, reply.topic)
        except Exception as error:
            logger.error("A deferral could not name its symptom: %s", type(error).__name__)
            return plain_deferral(reply.urgency, self._settings)

    def _record(self, sender: str, reply: Reply, channel: str) -> None:
        if not reply.urgency.is_alarm:
            return
        try:
            self._recorder.record(sender, Alarm.of(reply, channel))
        except Exception as error:
            logger.error("An alarm could not be recorded: %s", type(error).__name__)

    def _say(self, response: str) -> Message:
        return Message(self._responses.text(response))


def _fault(part: str, error: Exception) -> str:
    # Never the error's text: it may hold the patient's words.
    return f"{part}: {type(error).__name__}"
