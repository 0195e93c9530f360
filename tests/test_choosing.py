"""What somebody picks who was offered several choices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.choosing import picked


@pytest.mark.parametrize(
    "text", ["2", "two", "the second one", "2nd", "Number 2", "option two", "2)", "b", "the second one please", "2️⃣"]
)  # fmt: skip
def test_the_second_is_picked_however_it_is_said(text: str) -> None:
    assert picked(text, 3) == 1


@pytest.mark.parametrize("text", ["the last one", "latter", "bottom one"])
def test_the_last_is_the_last_of_any_number(text: str) -> None:
    assert (picked(text, 2), picked(text, 3)) == (1, 2)


@pytest.mark.parametrize("text", ["4", "fourth", "0", "the first question I had", "two days ago", "", "b12"])
def test_what_is_no_place_picks_nothing(text: str) -> None:
    assert picked(text, 3) is None


@given(st.text(), st.integers(0, 12))
def test_any_text_picks_one_of_the_choices_or_none(text: str, count: int) -> None:
    place = picked(text, count)
    assert place is None or 0 <= place < count
