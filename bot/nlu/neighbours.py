"""A score of its own for what is out of scope: how many of the nearest training examples are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.nlu.head import FloatArray, HeadNotLoadedError

_FILE = "neighbours.npz"
_SEED = 7
_LARGEST = 127  # of an 8-bit integer


class Neighbours:
    """Examples to compare with: `vectors` (examples, features) float32 of length 1, `outside` (examples,) bool."""

    def __init__(self, vectors: FloatArray, outside: npt.NDArray[np.bool_]) -> None:
        self._vectors = vectors
        self._outside = outside

    @classmethod
    def of(cls, features: FloatArray, outside: Sequence[bool], most: int) -> Neighbours:
        """Remember `most` of the examples, drawn by chance, the same each time."""
        chosen = np.random.default_rng(_SEED).permutation(len(features))[:most]
        return cls(_unit(features[chosen]), np.asarray(outside, dtype=bool)[chosen])

    def outside(self, features: FloatArray, nearest: int) -> FloatArray:
        """Return, for each row, the share (0 to 1) of its `nearest` examples that are out of scope: (rows,) float32."""
        count = min(nearest, len(self._outside))
        likeness = _unit(features) @ self._vectors.T
        places = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
        return np.asarray(self._outside[places].mean(axis=1), dtype=np.float32)

    def save(self, directory: Path) -> None:
        """Write the examples into `directory`, as 8-bit integers."""
        whole = np.round(self._vectors * _LARGEST).astype(np.int8)
        np.savez_compressed(directory / _FILE, vectors=whole, outside=self._outside)

    @classmethod
    def load(cls, directory: Path) -> Neighbours:
        """Read the examples from `directory`.

        Raises:
            HeadNotLoadedError: they are missing or damaged.
        """
        try:
            with np.load(directory / _FILE, allow_pickle=False) as arrays:
                return cls(_unit(arrays["vectors"].astype(np.float32)), arrays["outside"].astype(bool))
        except (OSError, ValueError, KeyError) as error:
            raise HeadNotLoadedError(
                f"The neighbours cannot be loaded ({error}); train again (bot train)."
            ) from error


def _unit(rows: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
