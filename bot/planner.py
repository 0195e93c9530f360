"""The plan for a Rasa conversation's latest message, and how far the reply has come in it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from pathlib import Path

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue import UNSURE_REPLIES, Dialogue, Plan, Step
from bot.open_alarm import OpenAlarm
from bot.safety import assess
from bot.slots import ALARM, TOPIC
from bot.topics import load_topics
from bot.turns import Context
from bot.understanding import NO_ASPECT, aspect_in, turn_of

logger = logging.getLogger(__name__)

_TURNS_THAT_AN_ASPECT_LASTS = 2


class Planner:
    """Plans from a conversation's events alone, so that policy and responses agree without any state between them.

    `root` is the folder that holds `data/topics.yml`.
    """

    def __init__(self, root: Path) -> None:
        topics = load_topics(root)
        self._article = frozenset(topics.ids)
        self._dialogue = Dialogue(
            article=topics.ids,
            offered=[choice.id for choice in topics.choices],
            often=[topic.id for topic in topics.topics if topic.asked_often],
        )

    def plan(self, tracker: DialogueStateTracker) -> Plan | None:
        """Return the plan for the latest message; `None` where its intent's rule says all there is to say."""
        before, message, _ = _split(tracker)
        if message is None or message.text is None:
            return None
        try:
            turn = turn_of(message.text, message.parse_data or {})
            return self._dialogue.plan(turn, _context(before, self._article))
        except Exception as error:
            # The deferral must stand whatever fails in reading message or conversation. The error's text may hold the
            # patient's words, so only its kind is logged.
            logger.error("No plan could be made for a message: %s", type(error).__name__)
            urgency = assess(message.text).urgency
            return Plan((Step(f"utter_{urgency.value}"),), alarm=urgency) if urgency.is_alarm else None

    def step(self, tracker: DialogueStateTracker) -> Step | None:
        """Return the step of the plan that is being said; `None` where there is no plan, or it is done."""
        plan = self.plan(tracker)
        done = steps_done(tracker)
        return plan.steps[done] if plan and done < len(plan.steps) else None


def steps_done(tracker: DialogueStateTracker) -> int:
    """Return how many actions have been executed since the latest message."""
    _, _, since = _split(tracker)
    return sum(
        isinstance(event, ActionExecuted) and event.action_name != ACTION_LISTEN_NAME for event in since
    )


def alarm_before(tracker: DialogueStateTracker) -> OpenAlarm:
    """Return the alarm that was open when the latest message came."""
    return _alarm(_split(tracker)[0])


def _split(tracker: DialogueStateTracker) -> tuple[list[Event], UserUttered | None, list[Event]]:
    events = list(tracker.applied_events())
    for index in range(len(events) - 1, -1, -1):
        if isinstance(events[index], UserUttered):
            return events[:index], events[index], events[index + 1 :]
    return events, None, []


def _context(before: Sequence[Event], article: Collection[str]) -> Context:
    topics: dict[str, None] = {}
    options: tuple[str, ...] = ()
    unsure = False
    last = asked = None
    answered: str | None = None
    turns = 0
    of_this_turn = True
    for event in reversed(before):
        if isinstance(event, UserUttered):
            turns += 1
            of_this_turn = True
            if turns == 1:
                asked = aspect_in(event.parse_data or {})
        elif isinstance(event, SlotSet) and event.key == TOPIC and event.value and of_this_turn:
            # The last one of a turn is the topic that was answered; the first, what its message was read as.
            topics.setdefault(event.value)
            of_this_turn = False
        elif isinstance(event, BotUttered):
            about = event.metadata.get("metadata") or {}
            if not turns:
                options = options or tuple(about.get("options") or ())
                last = last or about.get("topic")
            if turns < _TURNS_THAT_AN_ASPECT_LASTS and answered is None and about.get("topic") in article:
                answered = about.get("aspect") or NO_ASPECT
        elif isinstance(event, ActionExecuted) and not turns:
            unsure = unsure or event.action_name in UNSURE_REPLIES
    aspect = asked if unsure else answered
    return Context(
        tuple(topics), last, None if aspect == NO_ASPECT else aspect, options, unsure, *_alarm(before)
    )


def _alarm(before: Sequence[Event]) -> OpenAlarm:
    for event in reversed(before):
        if isinstance(event, SlotSet) and event.key == ALARM:
            return OpenAlarm.from_slot(event.value)
    return OpenAlarm()
