"""Vectors of the last training, so that the next one encodes only what is new."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

logger = logging.getLogger(__name__)

_BYTES = 16  # of a text's key

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]


class Remembered:
    """An encoder with a memory in the file at `path`; a file that is missing or damaged is made anew.

    `name` tells the encoder from others, of whose vectors none is used.
    """

    def __init__(self, path: Path, name: str, encode: Encode) -> None:
        self._path = path
        self._name = name
        self._encode = encode

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a vector for each text, in order, and remember these in place of those before: (texts, features).

        They are rounded to 16 bits, remembered or not, so that training twice gives the same model.
        """
        keys = [self._key(text) for text in texts]
        known = self._read()
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            vectors = self._encode(list(new.values())).astype(np.float16)
            known.update(zip(new, vectors, strict=True))
        if not texts:
            return self._encode(texts)
        rows = np.stack([known[key] for key in keys])
        if new or len(known) != len(set(keys)):
            self._write(keys, rows)
        return rows.astype(np.float32)

    def _key(self, text: str) -> bytes:
        whole = f"{self._name}\n{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(whole, digest_size=_BYTES).digest()

    def _read(self) -> dict[bytes, npt.NDArray[np.float16]]:
        try:
            with np.load(self._path, allow_pickle=False) as arrays:
                keys, vectors = arrays["keys"], arrays["vectors"].astype(np.float16)
            return dict(zip((key.tobytes() for key in keys), vectors, strict=True))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            logger.warning("%s cannot be read (%s); every example is encoded anew.", self._path, error)
            return {}

    def _write(self, keys: Sequence[bytes], rows: npt.NDArray[np.float16]) -> None:
        flat = np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, _BYTES)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, suffix=".npz")
            with os.fdopen(handle, "wb") as file:
                np.savez(file, keys=flat, vectors=rows)
            os.replace(name, self._path)
        except OSError as error:
            logger.warning("%s cannot be written (%s); the next training takes as long.", self._path, error)
