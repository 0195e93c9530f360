"""What a patient asks about a topic is told, and where it is in doubt nothing is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import topics, yamlfile
from bot.aspects import ASPECTS, aspect_of

LABELLED = yamlfile.read(Path(__file__).parent / "data" / "aspects.yml")
REACHED_ON_HELD_OUT = 302


def rows(half: str) -> list[tuple[str, str | None, str]]:
    return [
        (row["text"], None if aspect == "none" else aspect, row["topic"])
        for aspect, messages in LABELLED[half].items()
        for row in messages
    ]


@pytest.mark.parametrize(("text", "aspect"), [(text, aspect) for text, aspect, _ in rows("tuned")])
def test_the_aspect_is_told(text: str, aspect: str | None) -> None:
    assert aspect_of(text) == aspect


def test_messages_not_looked_at_while_the_phrases_were_written_are_told_as_well_as_before() -> None:
    right = sum(aspect_of(text) == aspect for text, aspect, _ in rows("held_out"))
    assert right >= REACHED_ON_HELD_OUT


def test_hardly_any_general_question_held_out_is_given_an_aspect() -> None:
    general = [text for text, aspect, _ in rows("held_out") if aspect is None]
    assert sum(aspect_of(text) is not None for text in general) <= 1


@pytest.mark.parametrize("half", ["tuned", "held_out"])
def test_the_labelled_messages_cover_every_topic_and_aspect(half: str) -> None:
    assert {topic for _, _, topic in rows(half)} == set(topics.load_topics(Path(__file__).parents[1]).ids)
    assert {aspect for _, aspect, _ in rows(half)} == {*ASPECTS, None}


def test_of_two_aspects_the_first_asked_counts() -> None:
    assert aspect_of("what causes it and how long does it last") == "cause"
    assert aspect_of("how long does it last and what causes it") == "duration"


def test_how_long_before_worrying_asks_when_to_worry() -> None:
    assert aspect_of("how long before I should worry") == "warning_signs"


def test_doing_something_to_prevent_it_asks_for_prevention() -> None:
    assert aspect_of("what should I do to stop it getting infected") == "prevention"


def test_doing_something_about_it_asks_what_to_do() -> None:
    assert aspect_of("what should I do if it gets infected") == "what_to_do"


def test_the_first_aspect_after_a_general_question_counts() -> None:
    assert aspect_of("what is inflammation and how long does it last?") == "duration"


def test_a_question_goes_before_the_story_around_it() -> None:
    assert aspect_of("They never told me why it swelled. How long will it last?") == "duration"


def test_a_story_gives_a_general_question_no_aspect() -> None:
    assert aspect_of("I asked how long it would last and nobody knew. What is inflammation exactly?") is None


def test_a_sentence_that_opens_like_a_question_is_one() -> None:
    assert aspect_of("everybody gets sore, right? I had it done. is it normal") == "normal"


def test_a_short_tag_does_not_hide_what_was_asked() -> None:
    assert aspect_of("tell me how long it lasts. ok?") == "duration"


def test_the_age_of_the_therapy_is_no_duration() -> None:
    assert aspect_of("how long has this therapy been around") is None


def test_when_something_starts_is_no_duration() -> None:
    assert aspect_of("when does the swelling start") is None


def test_when_it_starts_to_settle_is_a_duration() -> None:
    assert aspect_of("when does the swelling start to settle") == "duration"


def test_going_back_to_work_is_no_duration() -> None:
    assert aspect_of("how long until I can drive") is None


def test_how_it_works_is_no_cause() -> None:
    assert aspect_of("how do stem cells work") is None


def test_a_name_has_no_cause() -> None:
    assert aspect_of("why is it called a stem cell") is None


def test_why_to_choose_a_research_clinic_is_a_cause() -> None:
    assert aspect_of("why should I choose a research clinic") == "cause"


def test_whether_it_can_happen_is_no_likelihood() -> None:
    assert aspect_of("can it cause cancer") is None


def test_the_most_common_ones_are_no_likelihood() -> None:
    assert aspect_of("what are the most common side effects") is None


def test_what_changes_the_risk_is_no_likelihood() -> None:
    assert aspect_of("does smoking raise the odds of an infection") is None


def test_the_clinics_own_looking_is_no_warning_sign() -> None:
    assert aspect_of("what are they looking for at follow-up") is None


def test_how_one_knows_that_it_worked_is_no_warning_sign() -> None:
    assert aspect_of("how will we know it has worked") is None


def test_telling_the_doctor_is_no_telling_apart() -> None:
    assert aspect_of("how do I tell my doctor") is None


def test_what_the_cells_do_is_not_what_to_do() -> None:
    assert aspect_of("what do the cells do") is None


def test_treating_a_condition_is_not_what_to_do() -> None:
    assert aspect_of("does it treat arthritis") is None


def test_a_statement_that_it_is_normal_asks_nothing() -> None:
    assert aspect_of("my knee is back to normal") is None


@pytest.mark.parametrize("text", ["", "   ", "?", "...", "👍", "\x00", "why" * 5000, "how " * 5000])
def test_odd_text_is_no_trouble(text: str) -> None:
    assert aspect_of(text) in {*ASPECTS, None}


@given(st.text(max_size=300))
def test_any_text_has_an_aspect_or_none(text: str) -> None:
    assert aspect_of(text) in {*ASPECTS, None}


_QUESTION_WORDS = [
    "how",
    "long",
    "why",
    "what",
    "is",
    "it",
    "normal",
    "when",
    "should",
    "I",
    "worry",
    "?",
    ".",
]


@given(st.lists(st.sampled_from(_QUESTION_WORDS), max_size=40).map(" ".join))
def test_any_jumble_of_question_words_has_the_same_aspect_each_time(text: str) -> None:
    assert aspect_of(text) == aspect_of(text)


@given(st.sampled_from(rows("tuned")))
def test_capitals_change_nothing(row: tuple[str, str | None, str]) -> None:
    assert aspect_of(row[0].upper()) == row[1]
