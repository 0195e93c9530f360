"""Which pages may call the bot from a browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from bot.yamlfile import DataError

ORIGINS_VARIABLE = "BOT_WEB_ORIGINS"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](:[0-9]{1,5})?")


class OriginError(DataError):
    """An entry of the allow-list is no origin; the message says what to write."""


class Origins:
    """The origins (RFC 6454) of the clinic's pages; a page that the bot itself serves may always call it."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(origin.lower() for origin in allowed)
        if wrong := sorted(origin for origin in self._allowed if not _ORIGIN.fullmatch(origin)):
            raise OriginError(
                f"{wrong[0]!r} is no origin; write scheme and host without a path, such as https://www.clinic.example"
            )

    def allow(self, origin: str | None, host: str) -> bool:
        """Whether a request with that `Origin` header to that `Host` may pass. Programs that send none may."""
        if origin is None:
            return True
        scheme, _, rest = origin.lower().partition("://")
        served_here = scheme in {"http", "https"} and rest != "" and rest == host.lower()
        return served_here or origin.lower() in self._allowed


def load_origins(configured: Iterable[str], environment: Mapping[str, str] = os.environ) -> Origins:
    """Return the origins of `BOT_WEB_ORIGINS` (with spaces or commas between), or else those that are configured.

    Raises:
        OriginError: one of them is no origin.
    """
    given = environment.get(ORIGINS_VARIABLE)
    return Origins(
        configured if given is None else re.split(r"[\s,]+", given.strip()) if given.strip() else ()
    )
