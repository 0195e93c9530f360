"""What the planner knows of a conversation from Rasa's events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered

from bot.planner import _context
from bot.topics import load_topics

ARTICLE = load_topics(Path(__file__).parents[1]).ids


def said(text: str, aspect: str = "general") -> UserUttered:
    return UserUttered(text, parse_data={"entities": [{"entity": "aspect", "value": aspect}]})  # type: ignore[typeddict-item]


def answered(topic: str | None, aspect: str | None = None, **about: Any) -> BotUttered:
    return BotUttered("…", metadata={"metadata": {"topic": topic, "aspect": aspect, **about}})


def read_and_answered(read: str, topic: str, aspect: str | None = None) -> list[Event]:
    return [SlotSet("topic", read), SlotSet("topic", topic), answered(topic, aspect)]


def test_a_topic_that_a_message_was_only_read_as_was_not_spoken_of() -> None:
    events = [
        said("which clinic?"),
        *read_and_answered("choosing_a_clinic", "choosing_a_clinic"),
        said("would it matter if he never washed"),
        *read_and_answered("risk_factors", "infection_risk"),
    ]
    assert _context(events, ARTICLE).topics == ("infection_risk", "choosing_a_clinic")


def test_the_aspect_that_was_answered_lasts_from_one_short_question_to_the_next() -> None:
    events = [
        said("how long does pain last?", "duration"),
        *read_and_answered("pain_discomfort", "pain_discomfort", "duration"),
        said("and swelling?"),
        *read_and_answered("inflammation", "inflammation", "duration"),
    ]
    assert _context(events, ARTICLE).aspect == "duration"


def test_a_word_of_thanks_does_not_end_the_aspect() -> None:
    events = [
        said("how long does pain last?", "duration"),
        *read_and_answered("pain_discomfort", "pain_discomfort", "duration"),
        said("thanks"),
        answered("smalltalk"),
    ]
    assert _context(events, ARTICLE).aspect == "duration"


def test_a_question_in_general_ends_the_aspect() -> None:
    events = [
        said("how long does pain last?", "duration"),
        *read_and_answered("pain_discomfort", "pain_discomfort", "duration"),
        said("tell me about swelling"),
        *read_and_answered("inflammation", "inflammation", "general"),
    ]
    assert _context(events, ARTICLE).aspect is None


def test_where_the_bot_asked_which_topic_the_aspect_is_the_one_asked_for() -> None:
    events = [
        said("how long does that last?", "duration"),
        ActionExecuted("utter_which_topic"),
        answered("follow_up", options=["pain_discomfort"]),
    ]
    context = _context(events, ARTICLE)
    assert (context.aspect, context.unsure, context.options) == ("duration", True, ("pain_discomfort",))


def test_what_the_last_reply_was_about_is_known() -> None:
    events = [said("what do you store?"), answered("privacy"), answered(None)]
    assert _context(events, ARTICLE).last == "privacy"
