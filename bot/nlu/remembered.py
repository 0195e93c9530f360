"""Vectors of messages that were encoded before, so that training encodes only what is new."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

logger = logging.getLogger(__name__)

_BYTES = 16  # of a text's key
_LARGEST = 127  # of an 8-bit integer, either way

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]


class Rounded(NamedTuple):
    """A vector as 8-bit integers: `integers` (features), times `scale`."""

    integers: npt.NDArray[np.int8]
    scale: np.float32

    @classmethod
    def of(cls, vector: npt.NDArray[np.float32]) -> Rounded:
        """Round a vector; its largest number becomes 127."""
        largest = max(float(np.abs(vector).max(initial=0)), float(np.finfo(np.float32).tiny))
        scale = np.float32(largest / _LARGEST)
        return cls(np.round(vector / scale).astype(np.int8), scale)


class Remembered:
    """An encoder with a memory in the file at `path`; a file that is missing or damaged is made anew.

    `name` tells the encoder from others, of whose vectors none is used; `known` is the content of a file that `write`
    wrote, which is looked into first.
    """

    def __init__(self, path: Path, name: str, encode: Encode, *, known: bytes = b"") -> None:
        self._path = path
        self._name = name
        self._encode = encode
        self._known = _read(io.BytesIO(known)) if known else {}

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a vector for each text, in order: (texts, features).

        Those that were not known are remembered in place of those before. All are rounded to 8 bits, remembered or not,
        so that training twice gives the same model.
        """
        if not texts:
            return self._encode(texts)
        before = self._remembered()
        keys = [self._key(text) for text in texts]
        found = self._rows(dict(zip(keys, texts, strict=True)), {**before, **self._known})
        kept = {key: row for key, row in found.items() if key not in self._known}
        if kept.keys() != before.keys():
            self._remember(kept)
        rows = [found[key] for key in keys]
        scales = np.array([row.scale for row in rows], dtype=np.float32)
        return np.stack([row.integers for row in rows]).astype(np.float32) * scales[:, np.newaxis]

    def write(self, texts: Sequence[str], path: Path) -> None:
        """Write the vectors of `texts`, known or made anew, to a file whose content can be `known`.

        Raises:
            OSError: the file cannot be written.
        """
        rows = self._rows({self._key(text): text for text in texts}, self._known)
        with path.open("wb") as file:
            _write(file, rows)

    def _rows(self, texts: Mapping[bytes, str], found: Mapping[bytes, Rounded]) -> dict[bytes, Rounded]:
        """Return a row for each key, in order: that of `found`, or its text's anew."""
        new = {key: text for key, text in texts.items() if key not in found}
        made = map(Rounded.of, self._encode([*new.values()])) if new else ()
        encoded = dict(zip(new, made, strict=True))
        return {key: encoded[key] if key in encoded else found[key] for key in texts}

    def _key(self, text: str) -> bytes:
        whole = f"{self._name}\n{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(whole, digest_size=_BYTES).digest()

    def _remembered(self) -> dict[bytes, Rounded]:
        try:
            with self._path.open("rb") as file:
                return _read(file)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            logger.warning("%s cannot be read (%s); new examples are encoded again.", self._path, error)
            return {}

    def _remember(self, rows: dict[bytes, Rounded]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, suffix=".npz")
            with os.fdopen(handle, "wb") as file:
                _write(file, rows)
            os.replace(name, self._path)
        except OSError as error:
            logger.warning("%s cannot be written (%s); the next training takes as long.", self._path, error)


def _read(file: BinaryIO) -> dict[bytes, Rounded]:
    with np.load(file, allow_pickle=False) as arrays:
        keys, integers, scales = arrays["keys"], arrays["integers"], arrays["scales"]
    return {
        key.tobytes(): Rounded(row, scale) for key, row, scale in zip(keys, integers, scales, strict=True)
    }


def _write(file: BinaryIO, rows: dict[bytes, Rounded]) -> None:
    np.savez(
        file,
        keys=np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, _BYTES),
        integers=np.array([row.integers for row in rows.values()], dtype=np.int8),
        scales=np.array([row.scale for row in rows.values()], dtype=np.float32),
    )
