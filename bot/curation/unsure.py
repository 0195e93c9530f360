"""Finds, among the conversations that are kept, the messages that the bot was unsure of or could not answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot import sqlite
from bot.alarms.pseudonym import Pseudonyms
from bot.check.examples import plain
from bot.dialogue import UNSURE_REPLIES
from bot.understanding import UNSURE, ranking_in

OUT_OF_SCOPE = "out_of_scope"

_EVENTS = sa.table(
    "events",
    sa.column("id"),
    sa.column("sender_id"),
    sa.column("type_name"),
    sa.column("timestamp"),
    sa.column("data"),
)
_RANKED = 3


class ConversationsNotReadError(RuntimeError):
    """The file of the conversations is missing or cannot be read."""


@dataclass(frozen=True)
class Unsure:
    """A message to label: `conversation` is a pseudonym, `time` is in UTC, `ranking` what it might be about.

    `after` is what the same person wrote before it; empty where that is not kept.
    """

    text: str
    after: str
    conversation: str
    time: datetime
    ranking: tuple[tuple[str, float], ...]


def read_unsure(
    path: Path, pseudonyms: Pseudonyms, *, since: datetime, below: float, known: Iterable[str] = ()
) -> list[Unsure]:
    """Return each message since `since` that was asked about, out of scope or read with a confidence under `below`.

    The oldest comes first; of messages that differ only in capitals and punctuation the first counts. `known` are
    texts that are labelled already.

    Raises:
        ConversationsNotReadError: there is no such file, or it is none of conversations; the message says which.
    """
    seen = {plain(text) for text in known}
    found = []
    for said in _said(path, since):
        text = said.text
        same = plain(text)
        if not same or same in seen or not (said.asked or _is_unsure(said.event, below)):
            continue
        seen.add(same)
        ranking = ranking_in(said.event.get("parse_data") or {})[:_RANKED]
        time = datetime.fromtimestamp(said.timestamp, timezone.utc)
        found.append(Unsure(text, said.after, pseudonyms.of(said.sender), time, ranking))
    return found


@dataclass
class _Said:
    sender: str
    timestamp: float
    event: dict[str, Any]
    after: str
    asked: bool = False

    @property
    def text(self) -> str:
        return str(self.event.get("text") or "").strip()


def _is_unsure(event: dict[str, Any], below: float) -> bool:
    intent = (event.get("parse_data") or {}).get("intent") or {}
    return intent.get("name") in (UNSURE, OUT_OF_SCOPE, None) or intent.get("confidence", 0.0) < below


def _said(path: Path, since: datetime) -> list[_Said]:
    """Return what was said since then, with what it followed and whether the bot asked what was meant."""
    said: list[_Said] = []
    latest: dict[str, _Said] = {}
    for sender, timestamp, event in _events(path, since):
        before = latest.get(sender)
        if event.get("event") == "user":
            latest[sender] = _Said(sender, timestamp, event, before.text if before else "")
            said.append(latest[sender])
        elif before is not None and event.get("name") in UNSURE_REPLIES:
            before.asked = True
    return said


def _events(path: Path, since: datetime) -> Iterator[tuple[str, float, dict[str, Any]]]:
    wanted = (
        sa.select(_EVENTS.c.sender_id, _EVENTS.c.timestamp, _EVENTS.c.data)
        .where(_EVENTS.c.type_name.in_(("user", "action")), _EVENTS.c.timestamp >= since.timestamp())
        .order_by(_EVENTS.c.id)
    )
    rows = sqlite.kept(path, wanted, "conversations", ConversationsNotReadError)
    for sender, timestamp, data in rows:
        yield sender, timestamp, json.loads(data)
