"""Pseudonyms of conversations: the same for the same sender, and not to be turned back into one."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

_KEY_BYTES = 32
_DIGITS = 16


class PseudonymKeyError(RuntimeError):
    """The file of the key holds none."""


class Pseudonyms:
    """Pseudonyms under one secret key: HMAC-SHA256 of the sender's id, cut to 16 hexadecimal digits.

    Without the key nobody can try out ids to find whose pseudonym one is.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, sender: str) -> str:
        """Return the pseudonym of the conversation with `sender` (any string)."""
        digest = hmac.new(self._key, sender.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return digest.hexdigest()[:_DIGITS]


def pseudonyms_beside(file: Path) -> Pseudonyms:
    """Return the pseudonyms that are used in `file`: those under the key that lies beside it.

    Raises:
        PseudonymKeyError, OSError: see `load_pseudonyms`.
    """
    return load_pseudonyms(file.with_name(f"{file.name}.key"))


def load_pseudonyms(path: Path) -> Pseudonyms:
    """Return the pseudonyms under the key in `path`; a random key is made where there is none.

    Raises:
        PseudonymKeyError: the file holds no key; the message says what to do.
        OSError: it cannot be read or made.
    """
    if not path.exists():
        _make(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise PseudonymKeyError(
            f"{path}: is no key; put it back from a backup, or delete it: conversations then get other pseudonyms"
        )
    return Pseudonyms(key)


def _make(path: Path) -> None:
    """Write a key that only the file's owner can read; leave one alone that another process made meanwhile."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        unfinished.unlink()
