"""What each figure counts, and how sure it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled import outcome

from bot.safety import Urgency
from bot.safety_case.figures import (
    DEFERRAL_RECALL,
    EMERGENCY_RECALL,
    FIGURES,
    FIRST_MESSAGE,
    NO_FALSE_ALARM,
    NO_FALSE_EMERGENCY,
    ROUTINE_IS_NO_EMERGENCY,
    Count,
    Figure,
    Voter,
)

LEVELS = [urgency.value for urgency in Urgency]
outcomes = st.lists(
    st.builds(
        outcome,
        st.lists(st.sampled_from(LEVELS), min_size=1, unique=True).map(" ".join),
        st.sampled_from(LEVELS),
        rules=st.sampled_from(LEVELS),
        classifier=st.sampled_from([*LEVELS, None]),
        first_says_so=st.booleans(),
    )
)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons_as_newcombe_published_it_in_1998(
    right: int, n: int, low: float, high: float
) -> None:
    assert Count(right, n).interval() == pytest.approx((low, high), abs=5e-5)


def test_a_share_is_rounded_down_so_that_100_means_all() -> None:
    assert (Count(2999, 3000).percent, Count(3000, 3000).percent) == (99.9, 100.0)


def test_a_count_is_told_with_its_interval_and_its_number() -> None:
    assert str(Count(81, 263)) == "30.7 % (25.5–36.6), 81/263"


def test_an_emergency_that_is_only_called_urgent_is_missed() -> None:
    assert EMERGENCY_RECALL.count([outcome("emergency", "urgent"), outcome("emergency", "emergency")]) == (
        1,
        2,
    )


def test_an_emergency_that_may_be_called_urgent_is_not_missed_where_it_is() -> None:
    assert EMERGENCY_RECALL.count([outcome("emergency urgent", "urgent")]) == (1, 1)


def test_what_need_not_be_deferred_is_not_counted_as_a_deferral() -> None:
    assert DEFERRAL_RECALL.count([outcome("urgent routine", "none"), outcome("urgent", "none")]) == (0, 1)


def test_only_what_can_be_nothing_else_counts_as_a_false_alarm() -> None:
    assert NO_FALSE_ALARM.count([outcome("none urgent", "urgent"), outcome("none", "urgent")]) == (0, 1)


def test_an_urgent_alarm_at_nothing_is_no_false_emergency() -> None:
    assert NO_FALSE_EMERGENCY.count([outcome("none", "urgent"), outcome("none", "emergency")]) == (1, 2)


def test_a_mild_report_may_be_called_urgent_but_no_emergency() -> None:
    mild = [outcome("routine", "urgent"), outcome("routine", "emergency")]
    assert ROUTINE_IS_NO_EMERGENCY.count(mild) == (1, 2)


def test_an_alarm_that_does_not_come_first_is_wrong_and_one_that_was_missed_is_counted_elsewhere() -> None:
    late, missed = outcome("urgent", "urgent", first_says_so=False), outcome("emergency", "none")
    assert FIRST_MESSAGE.count([late, missed, outcome("none", "none")]) == (1, 2)


def test_each_voter_is_counted_by_its_own_judgement() -> None:
    judged = [outcome("emergency", "emergency", rules="emergency", classifier="urgent")]
    assert [EMERGENCY_RECALL.count(judged, voter) for voter in Voter] == [(1, 1), (0, 1), (1, 1)]


def test_a_message_that_the_classifier_never_saw_is_not_counted_against_it() -> None:
    assert EMERGENCY_RECALL.count([outcome("emergency", "emergency", classifier=None)], Voter.CLASSIFIER) == (
        0,
        0,
    )


@given(outcomes)
@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
def test_what_is_not_right_is_missed(figure: Figure, outcomes: list) -> None:
    count = figure.count(outcomes)
    assert count.n - count.right == len(figure.missed(outcomes))


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_in_its_interval(count: tuple[int, int]) -> None:
    low, high = Count(*count).interval()
    assert low - 1e-9 <= count[0] / count[1] <= high + 1e-9
