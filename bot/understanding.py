"""From Rasa's parse of a message to the turn that the dialogue plans for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from bot.deferrals import is_crisis
from bot.replies import Message
from bot.safety import Urgency, after_alarm, assess, rules
from bot.slots import ASPECT
from bot.turns import Question, Turn

UNSURE = "nlu_fallback"
NO_ASPECT = "general"

# The plan for a message is made for each of its reply's steps, by policy and responses.
_judged = lru_cache(maxsize=8)(assess)


def turn_of(text: str, parse: Mapping[str, Any]) -> Turn:
    """Read a message and its parse as a turn; the safety rules judge the text afresh, whatever the parse says."""
    assessment = _judged(text)
    judged = parse.get("urgency")
    leading = assessment.reported[0] if assessment.reported else None
    intent = (parse.get("intent") or {}).get("name")
    urgency = assessment.beside(Urgency(judged["level"]) if judged else None)
    return Turn(
        text=text,
        topic=None if intent == UNSURE else intent,
        aspect=aspect_in(parse),
        ranking=ranking_in(parse),
        urgency=urgency,
        flag_topic=rules().flag(leading.flag).topic if leading else None,
        questions=tuple(Question(**question) for question in parse.get("questions") or ()),
        after_alarm=after_alarm(text),
        crisis=is_crisis(urgency, assessment, intent),
    )


def ranking_in(parse: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    """Return the topics that the parse ranks, with their probabilities, without Rasa's entry for doubt."""
    return tuple(
        (entry["name"], float(entry["confidence"]))
        for entry in parse.get("intent_ranking") or ()
        if entry["name"] != UNSURE
    )


def aspect_in(parse: Mapping[str, Any]) -> str | None:
    """Return the aspect that the parse names, `None` for a question in general."""
    for entity in parse.get("entities") or ():
        if entity.get("entity") == ASPECT:
            return None if entity["value"] == NO_ASPECT else str(entity["value"])
    return None


def aspect_answered(messages: Iterable[Message], topic: str | None, parse: Mapping[str, Any]) -> str | None:
    """Return the aspect that a reply answers, which in a conversation may be that of the question before."""
    for message in messages:
        if topic is not None and message.topic == topic and message.deferral is None:
            return None if message.aspect == NO_ASPECT else message.aspect
    return aspect_in(parse)
