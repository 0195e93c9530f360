"""Training encodes only what it has not encoded before, and makes the same of it either way."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.remembered import Remembered, Rounded

TEXTS = ["is it sore?", "hello", "is it sore?", "señora 👋"]


class Encoder:
    """Gives each text a vector of its own and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.asked += texts
        rows = [[len(text) + 1 / 3, sum(map(ord, text)) / 7] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), 2)


def remembered(tmp_path: Path, name: str = "one", known: bytes = b"") -> tuple[Remembered, Encoder]:
    encoder = Encoder()
    return Remembered(tmp_path / "cache" / "vectors.npz", name, encoder, known=known), encoder


def written(tmp_path: Path, texts: list[str], name: str = "one") -> bytes:
    remembered(tmp_path, name)[0].write(texts, tmp_path / "known.npz")
    return (tmp_path / "known.npz").read_bytes()


def rounded(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    rows = [Rounded.of(vector) for vector in Encoder()(texts)]
    return np.array([row.integers * row.scale for row in rows], dtype=np.float32).reshape(len(texts), 2)


def test_only_what_is_new_is_encoded(tmp_path: Path) -> None:
    remembered(tmp_path)[0].encode(TEXTS)
    memory, encoder = remembered(tmp_path)
    memory.encode([*TEXTS, "something else"])
    assert encoder.asked == ["something else"]


def test_the_vectors_are_the_same_remembered_or_not(tmp_path: Path) -> None:
    first = remembered(tmp_path)[0].encode(TEXTS)
    again = remembered(tmp_path)[0].encode(TEXTS)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_allclose(first, Encoder()(TEXTS), atol=np.abs(Encoder()(TEXTS)).max() / 127)


def test_another_encoder_uses_none_of_them(tmp_path: Path) -> None:
    remembered(tmp_path)[0].encode(TEXTS)
    memory, encoder = remembered(tmp_path, name="two")
    memory.encode(TEXTS)
    assert set(encoder.asked) == set(TEXTS)


def test_what_is_no_longer_trained_on_is_forgotten(tmp_path: Path) -> None:
    remembered(tmp_path)[0].encode(TEXTS)
    remembered(tmp_path)[0].encode(["hello"])
    memory, encoder = remembered(tmp_path)
    memory.encode(TEXTS)
    assert "hello" not in encoder.asked
    assert "is it sore?" in encoder.asked


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 half a file", b"no archive at all"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "cache" / "vectors.npz"
    path.parent.mkdir()
    path.write_bytes(damage)
    np.testing.assert_array_equal(remembered(tmp_path)[0].encode(TEXTS), rounded(TEXTS))
    assert "cannot be read" in caplog.text
    memory, encoder = remembered(tmp_path)
    memory.encode(TEXTS)
    assert encoder.asked == []


def test_a_folder_that_cannot_be_written_costs_no_training(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file in its place")
    assert len(remembered(tmp_path)[0].encode(TEXTS)) == len(TEXTS)
    assert "cannot be written" in caplog.text


@given(st.lists(st.text(st.characters()), max_size=5), st.lists(st.text(st.characters()), max_size=5))
def test_any_texts_get_their_own_vectors(before: list[str], now: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        remembered(Path(folder))[0].encode(before)
        found = remembered(Path(folder))[0].encode(now)
    np.testing.assert_array_equal(found, rounded(now))


def test_what_came_with_the_encoder_is_not_encoded(tmp_path: Path) -> None:
    memory, encoder = remembered(tmp_path, known=written(tmp_path, TEXTS))
    found = memory.encode([*TEXTS, "something else"])
    assert encoder.asked == ["something else"]
    np.testing.assert_array_equal(found, rounded([*TEXTS, "something else"]))


def test_what_came_with_the_encoder_is_not_remembered_twice(tmp_path: Path) -> None:
    remembered(tmp_path, known=written(tmp_path, TEXTS))[0].encode([*TEXTS, "something else"])
    memory, encoder = remembered(tmp_path)
    memory.encode([*TEXTS, "something else"])
    assert set(encoder.asked) == set(TEXTS)


def test_vectors_that_came_with_another_encoder_are_not_used(tmp_path: Path) -> None:
    memory, encoder = remembered(tmp_path, known=written(tmp_path, TEXTS, name="two"))
    memory.encode(TEXTS)
    assert set(encoder.asked) == set(TEXTS)


def test_a_vector_of_nothing_but_zeros_stays_so(tmp_path: Path) -> None:
    zeros = Remembered(tmp_path / "vectors.npz", "one", lambda texts: np.zeros((len(texts), 2), np.float32))
    np.testing.assert_array_equal(zeros.encode(["a"]), [[0, 0]])
