"""Finds, among the conversations that are kept, the messages that the bot was unsure of or could not answer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot import sqlite
from bot.alarms.pseudonym import Pseudonyms
from bot.check.examples import plain
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
    """A message to label: `conversation` is a pseudonym, `time` is in UTC, `ranking` what it might be about."""

    text: str
    conversation: str
    time: datetime
    ranking: tuple[tuple[str, float], ...]
    asked: bool
    """Whether the bot asked what was meant; else it said that it cannot help, or was not sure of its answer."""


def read_unsure(
    path: Path, pseudonyms: Pseudonyms, *, since: datetime, below: float, known: Iterable[str] = ()
) -> list[Unsure]:
    """Return each message since `since` that was unclear, out of scope or read with a confidence under `below`.

    The oldest comes first; of messages that differ only in capitals and punctuation the first counts. `known` are
    texts that are labelled already.

    Raises:
        ConversationsNotReadError: there is no such file, or it is none of conversations; the message says which.
    """
    seen = {plain(text) for text in known}
    found = []
    for sender, timestamp, event in _messages(path, since):
        text = (event.get("text") or "").strip()
        same = plain(text)
        if not same or same in seen or not _is_unsure(event, below):
            continue
        seen.add(same)
        parse = event.get("parse_data") or {}
        ranking = ranking_in(parse)
        time = datetime.fromtimestamp(timestamp, timezone.utc)
        asked = (parse.get("intent") or {}).get("name") == UNSURE
        found.append(Unsure(text, pseudonyms.of(sender), time, ranking[:_RANKED], asked))
    return found


def _is_unsure(event: dict[str, Any], below: float) -> bool:
    intent = (event.get("parse_data") or {}).get("intent") or {}
    return intent.get("name") in (UNSURE, OUT_OF_SCOPE, None) or intent.get("confidence", 0.0) < below


def _messages(path: Path, since: datetime) -> Iterator[tuple[str, float, dict[str, Any]]]:
    if not path.is_file():
        raise ConversationsNotReadError(
            f"There is no file {path}, so no conversations; `bot serve` makes it when it starts."
        )
    wanted = (
        sa.select(_EVENTS.c.sender_id, _EVENTS.c.timestamp, _EVENTS.c.data)
        .where(_EVENTS.c.type_name == "user", _EVENTS.c.timestamp >= since.timestamp())
        .order_by(_EVENTS.c.id)
    )
    try:
        with sqlite.existing(path).connect() as connection:
            rows = connection.execute(wanted).all()
    except (sa.exc.DBAPIError, sqlite3.Error):
        raise ConversationsNotReadError(f"{path}: cannot be read as a file of conversations.") from None
    for sender, timestamp, data in rows:
        yield sender, timestamp, json.loads(data)
