"""Whether a person wrote a mail at all."""

from __future__ import annotations

from collections.abc import Mapping

_ROBOTS = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce")


def is_automatic(headers: Mapping[str, str], sender: str) -> bool:
    """Return whether no person wrote a mail: an out-of-office note, a bounce, a mailing list."""
    low = {name.casefold(): value.casefold().strip() for name, value in headers.items()}
    return (
        low.get("auto-submitted", "no") != "no"
        or low.get("precedence", "") in ("bulk", "junk", "list", "auto_reply")
        or "x-autoreply" in low
        or "x-auto-response-suppress" in low
        or "list-id" in low
        or not sender
        or any(sender.casefold().split("@")[0].startswith(robot) for robot in _ROBOTS)
    )
