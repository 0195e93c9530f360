"""The reading of a topic by words and letters, and the two readings together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.nlu.head import HeadNotLoadedError, product
from bot.nlu.ngrams import NgramHead

TEXTS = [
    "will it hurt a lot",
    "does the needle hurt",
    "can germs get in",
    "are there germs",
    "what does it cost",
    "the cost",
]
LABELS = ["pain", "pain", "infection", "infection", "price", "price"]
NAMES = sorted(set(LABELS))
HEAD = NgramHead.fit(TEXTS * 4, LABELS * 4)


def likeliest(text: str) -> str:
    return NAMES[int(HEAD.probabilities([text])[0].argmax())]


@pytest.mark.parametrize(
    ("text", "label"),
    [("hurt?", "pain"), ("germs everywhere", "infection"), ("costs", "price"), ("hurtful", "pain")],
)
def test_a_topic_is_told_by_a_word_or_a_part_of_one(text: str, label: str) -> None:
    assert likeliest(text) == label


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_any_text_has_a_probability_for_each_label(texts: list[str]) -> None:
    found = HEAD.probabilities(texts)
    assert found.shape == (len(texts), len(NAMES))
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_a_loaded_head_reads_like_the_saved_one(tmp_path: Path) -> None:
    HEAD.save(tmp_path)
    loaded = NgramHead.load(tmp_path).probabilities(TEXTS)
    assert loaded == pytest.approx(HEAD.probabilities(TEXTS), abs=1e-2)


def test_two_trainings_on_the_same_examples_are_alike() -> None:
    again = NgramHead.fit(TEXTS * 4, LABELS * 4)
    assert (again.probabilities(TEXTS) == HEAD.probabilities(TEXTS)).all()


@pytest.mark.parametrize("name", ["ngrams.json", "ngrams.npz"])
@pytest.mark.parametrize("content", [None, b"damaged", b"{}"])
def test_a_head_that_is_missing_or_damaged_is_never_served(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    HEAD.save(tmp_path)
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(HeadNotLoadedError, match="bot train"):
        NgramHead.load(tmp_path)


def test_weights_of_other_ngrams_are_never_served(tmp_path: Path) -> None:
    NgramHead.fit(["a new word", "one more word", "yet another"], ["pain", "infection", "price"]).save(
        tmp_path
    )
    others = (tmp_path / "ngrams.npz").read_bytes()
    HEAD.save(tmp_path)
    (tmp_path / "ngrams.npz").write_bytes(others)
    with pytest.raises(HeadNotLoadedError, match="bot train"):
        NgramHead.load(tmp_path)


ROWS = arrays(np.float64, 3, elements=st.floats(0, 1)).filter(lambda row: row.sum() > 0.1)


@given(ROWS, ROWS, st.floats(0, 1))
def test_two_readings_together_are_probabilities(one: np.ndarray, other: np.ndarray, share: float) -> None:
    found = product(one / one.sum(), other / other.sum(), share)
    assert found.sum() == pytest.approx(1)
    assert ((found >= 0) & (found <= 1)).all()


def test_what_both_find_likely_is_likelier_than_what_one_is_sure_of() -> None:
    found = product(np.array([0.98, 0.02, 0.0]), np.array([0.0, 0.3, 0.7]), 0.5)
    assert found.argmax() == 1


def test_a_reading_of_no_share_does_not_count() -> None:
    assert product(np.array([0.7, 0.3]), np.array([0.1, 0.9]), 0.0) == pytest.approx([0.7, 0.3])
