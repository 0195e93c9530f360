"""Checks that each topic and aspect has one answer, each kind of message a reply, and each topic a title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bot import yamlfile
from bot.aspects import ASPECTS
from bot.check.problem import Problem
from bot.check.variations import DOMAIN, PREFIX, Variation
from bot.topics import OTHER_KINDS, TOPICS, Topics

OTHER_REPLIES = (
    *("medical_advice", "crisis", "human_handoff", "source", "capabilities", "bot_identity"),
    *("privacy", "forgotten", "not_forgotten"),
    *("smalltalk", "smalltalk_greeting", "smalltalk_goodbye", "smalltalk_thanks", "smalltalk_how_are_you"),
    *("smalltalk_praise", "smalltalk_insult", "smalltalk_acknowledgement"),
    *("symptom_report", "symptom_report_routine", "out_of_scope"),
    *("which_topic", "nothing_more", "ask_rephrase", "still_unsure"),
    *("empty", "too_long", "unsupported", "starting", "restart"),
    *("emergency", "urgent", "reminder", "crisis_still", "help_on_the_way", "alarm_mistake"),
)
"""The replies that the bot needs besides the topics' answers, without `utter_`."""


def check(document: Any, variations: Sequence[Variation], topics: Topics) -> Iterator[Problem]:
    """Yield a problem for each answer, reply or title that is missing, double or for an unknown aspect.

    `document` is `domain.yml` as `load_domain` returns it, `variations` are its replies.
    """
    yield from _intents(document, topics)
    yield from _replies(document, variations, topics)
    for name, line, given in _by_response(document, variations):
        yield from _aspects(name, line, given, topics)


def _intents(document: Any, topics: Topics) -> Iterator[Problem]:
    line = yamlfile.line_of(document, ("intents",))
    intents = [next(iter(i)) if isinstance(i, dict) else str(i) for i in document.get("intents") or []]
    for intent in (*topics.ids, *OTHER_KINDS):
        if intent not in intents:
            yield Problem(str(DOMAIN), line, f"the intent {intent} is missing; write it under `intents:`")
    for index, intent in enumerate(intents):
        if intent not in (*topics.ids, *OTHER_KINDS, "nlu_fallback"):
            yield Problem(
                str(DOMAIN),
                yamlfile.line_of(document, ("intents", index)),
                f"the topic {intent} has no title; write its id, title and description in {TOPICS}",
            )


def _replies(document: Any, variations: Sequence[Variation], topics: Topics) -> Iterator[Problem]:
    line = yamlfile.line_of(document, ("responses",))
    written = {variation.topic for variation in variations}
    for topic in (*topics.ids, *OTHER_REPLIES):
        if topic not in written:
            yield Problem(
                str(DOMAIN), line, f"{PREFIX}{topic} is missing; write the reply under `responses:`"
            )


def _by_response(
    document: Any, variations: Sequence[Variation]
) -> Iterator[tuple[str, int, list[Variation]]]:
    for name in document["responses"]:
        given = [variation for variation in variations if variation.response == name]
        yield name, yamlfile.line_of(document, ("responses", name)), given


def _aspects(name: str, line: int, given: list[Variation], topics: Topics) -> Iterator[Problem]:
    for variation in given:
        if variation.conditions > (variation.aspect is not None):
            yield Problem(
                str(DOMAIN),
                variation.line_holding("condition"),
                f"{name} has a condition on something else than one aspect; "
                "write `condition: [{type: slot, name: aspect, value: cause}]`",
            )
        elif variation.aspect is not None and variation.aspect not in ASPECTS:
            yield Problem(
                str(DOMAIN),
                variation.line_holding("condition"),
                f"unknown aspect {variation.aspect!r}; write one of {', '.join(ASPECTS)}",
            )
    counts = Counter(variation.aspect for variation in given)
    for aspect, times in counts.items():
        if times > 1:
            last = [variation for variation in given if variation.aspect == aspect][-1]
            yield Problem(
                str(DOMAIN),
                last.line,
                f"{name} has {times} answers for {aspect or 'the topic in general'}; "
                "keep one, so that every channel gives the same reply",
            )
    wanted: tuple[str | None, ...] = (None, *ASPECTS) if name.removeprefix(PREFIX) in topics else (None,)
    for aspect in wanted:
        if aspect not in counts:
            yield Problem(
                str(DOMAIN),
                line,
                f"{name} has no answer for {aspect or 'the topic in general'}; write one, "
                'or an honest "The article does not say …"',
            )
