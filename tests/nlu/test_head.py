"""The probabilities of a linear head."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.head import HeadNotLoadedError, LinearHead

HEAD = LinearHead(
    ("pain", "fever", "price"),
    np.array([[2.0, -1.0, 0.0], [0.0, 3.0, -2.0]], dtype=np.float32),
    np.array([0.1, 0.0, -0.1], dtype=np.float32),
)
FEATURE = st.floats(-3, 3, width=32)


@given(FEATURE, FEATURE, st.floats(1.1, 5))
def test_a_temperature_above_one_makes_it_less_sure_of_the_same(
    one: float, two: float, temperature: float
) -> None:
    row = np.array([[one, two]], dtype=np.float32)
    before, after = HEAD.probabilities(row)[0], HEAD.probabilities(row, temperature)[0]
    assert after.sum() == pytest.approx(1, abs=1e-5)
    assert after.max() <= before.max() + 1e-6
    assert before[after.argmax()] == pytest.approx(before.max(), abs=1e-5)


def test_other_features_than_it_was_trained_on_are_refused() -> None:
    with pytest.raises(HeadNotLoadedError, match="bot train"):
        HEAD.probabilities(np.zeros((1, 3), dtype=np.float32))
