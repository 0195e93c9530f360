"""Checking that a request is signed with a secret that only the platform and the bot know."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from urllib.parse import parse_qsl

from sanic.exceptions import InvalidUsage

from bot.channels.messaging.incoming import RefusedError

_MOST_FIELDS = 1_000


def same(given: str | None, expected: str) -> bool:
    """Return whether a secret is the expected one, in a time that tells nothing of it."""
    return hmac.compare_digest((given or "").encode("utf-8", "replace"), expected.encode())


def sha256(secret: str, signed: bytes) -> str:
    """Return the HMAC-SHA256 of what is signed, in hexadecimal."""
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def check_fresh(timestamp: str | None, seconds: float = 300.0) -> None:
    """Check that a signed moment (seconds since 1970) is not longer ago, or ahead, than `seconds`.

    Raises:
        RefusedError: it is, or it is no moment.
    """
    try:
        age = abs(time.time() - float(timestamp or "none"))
    except ValueError:
        raise RefusedError("it does not say when it was sent", 401) from None
    if not age <= seconds:
        raise RefusedError("it is an old request sent again")


def form_of(body: bytes) -> Mapping[str, str]:
    """Return the fields of a URL-encoded form, empty ones too: the platform has signed them all.

    Raises:
        sanic.exceptions.InvalidUsage: it has more fields than any platform sends.
    """
    try:
        return dict(
            parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        )
    except ValueError:
        raise InvalidUsage("the form has too many fields") from None
