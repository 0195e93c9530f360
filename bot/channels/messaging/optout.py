"""Carriers' words for ending a chat, starting it again and getting help."""

from __future__ import annotations

STOP, START, HELP = "stop", "start", "help"

_STOP = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout", "opt out", "revoke"}
)
_START = frozenset({"start", "unstop"})
_HELP = frozenset({"help", "info"})


def keyword(text: str, *, stopped: bool = False) -> str | None:
    """Return which keyword the whole message is (STOP, START or HELP), or `None`.

    "Yes" starts the chat again only for who has `stopped` it: to others it is an answer.
    """
    typed = " ".join(text.split()).strip(" .!\"'“”‘’").casefold()
    if typed in _STOP:
        return STOP
    if typed in _START or (stopped and typed == "yes"):
        return START
    return HELP if typed in _HELP else None


def of_carrier(told: str | None) -> str | None:
    """Return which keyword a carrier says that a message is, or `None` where it says none."""
    return told if told in (STOP, START, HELP) else None
