"""Where a message that asks two things is split."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.clauses import split


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "How likely is infection? Will they check on me?",
            ["How likely is infection?", "Will they check on me?"],
        ),
        ("what is a graft and how do I choose a clinic", ["what is a graft", "how do I choose a clinic"]),
        ("is it sore after, what about tumours though", ["is it sore after", "what about tumours though"]),
    ],
)
def test_two_questions_are_two_clauses(text: str, clauses: list[str]) -> None:
    assert split(text) == clauses


@pytest.mark.parametrize(
    "text",
    ["how likely is pain and swelling", "ok. does it hurt?", "hello", "", "pain and soreness and how long"],
)
def test_one_question_is_left_whole(text: str) -> None:
    assert split(text) == []


@given(st.text(max_size=500))
def test_a_clause_is_part_of_the_message(text: str) -> None:
    assert all(clause in text for clause in split(text))


def test_a_long_message_has_a_bounded_number_of_clauses() -> None:
    assert len(split("does it really hurt? " * 500)) <= 6
