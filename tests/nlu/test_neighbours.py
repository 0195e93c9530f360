"""The nearest examples tell what is out of scope."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.nlu.head import HeadNotLoadedError
from bot.nlu.neighbours import Neighbours

INSIDE = np.array([[1.0, 0.0], [0.99, 0.1], [0.98, 0.2]], dtype=np.float32)
OUTSIDE = np.array([[0.0, 1.0], [0.1, 0.99], [0.2, 0.98]], dtype=np.float32)
NEIGHBOURS = Neighbours.of(np.concatenate([INSIDE, OUTSIDE]), [False] * 3 + [True] * 3, most=10)


@pytest.mark.parametrize(("row", "share"), [([1.0, 0.05], 0.0), ([0.05, 1.0], 1.0)])
def test_a_message_is_what_its_nearest_examples_are(row: list[float], share: float) -> None:
    assert NEIGHBOURS.outside(np.array([row], dtype=np.float32), nearest=3) == pytest.approx([share])


def test_a_message_in_between_has_neighbours_on_both_sides() -> None:
    (share,) = NEIGHBOURS.outside(np.array([[0.7, 0.7]], dtype=np.float32), nearest=6)
    assert share == pytest.approx(0.5)


def test_with_fewer_examples_than_are_asked_for_all_count() -> None:
    (share,) = NEIGHBOURS.outside(np.array([[1.0, 0.0]], dtype=np.float32), nearest=100)
    assert share == pytest.approx(0.5)


def test_no_more_are_remembered_than_wanted() -> None:
    few = Neighbours.of(np.concatenate([INSIDE, OUTSIDE]), [False] * 3 + [True] * 3, most=1)
    (share,) = few.outside(np.array([[1.0, 0.0]], dtype=np.float32), nearest=6)
    assert share in (0.0, 1.0)


@given(arrays(np.float32, (4, 2), elements=st.floats(-2, 2, width=32)))
def test_a_share_lies_between_none_and_all(rows: np.ndarray) -> None:
    shares = NEIGHBOURS.outside(rows, nearest=3)
    assert shares.shape == (4,)
    assert ((shares >= 0) & (shares <= 1)).all()


def test_loaded_neighbours_judge_like_the_saved_ones(tmp_path: Path) -> None:
    NEIGHBOURS.save(tmp_path)
    rows = np.concatenate([INSIDE, OUTSIDE])
    assert (Neighbours.load(tmp_path).outside(rows, 3) == NEIGHBOURS.outside(rows, 3)).all()


@pytest.mark.parametrize("content", [None, b"damaged"])
def test_neighbours_that_are_missing_or_damaged_are_never_served(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "neighbours.npz").write_bytes(content)
    with pytest.raises(HeadNotLoadedError, match="bot train"):
        Neighbours.load(tmp_path)
