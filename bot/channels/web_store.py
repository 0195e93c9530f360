"""What the website's channel keeps besides conversations: ratings without words, and which sessions have ended."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from bot import sqlite
from bot.channels.web_tokens import Rated

_metadata = sa.MetaData()
_ratings = sa.Table(
    "ratings",
    _metadata,
    sa.Column("answer", sa.String, primary_key=True),
    sa.Column("time", sa.Float, nullable=False),
    sa.Column("topic", sa.String),
    sa.Column("aspect", sa.String),
    sa.Column("helpful", sa.Boolean, nullable=False),
)
_ended = sa.Table(
    "ended",
    _metadata,
    sa.Column("session", sa.String, primary_key=True),
    sa.Column("until", sa.Float, nullable=False),
)


class RatingsNotReadError(RuntimeError):
    """The file of the ratings is missing or cannot be read."""


@dataclass(frozen=True)
class Ratings:
    """How many of the answers on an aspect (`None`: in general) of a topic helped, and how many did not."""

    topic: str | None
    aspect: str | None
    helped: int
    did_not: int


class WebStore:
    """Ratings and ended sessions in the SQLite file at `path`.

    A rating holds when (Unix time), topic, aspect and whether the answer helped. The answer and the session are kept as
    hashes (SHA-256) of random ids, from which nobody can be found.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = sa.create_engine(f"sqlite:///{path}")
        sqlite.set_up(self._engine)
        _metadata.create_all(self._engine)
        with self._engine.begin() as connection:
            connection.execute(_ended.delete().where(_ended.c.until < time.time()))
            self._over = {row.session for row in connection.execute(sa.select(_ended.c.session))}

    def rate(self, rated: Rated, helpful: bool) -> None:
        """Keep whether an answer helped; a later rating of the same answer takes the place of the former."""
        row = {
            "answer": _hash(f"{rated.session} {rated.message}"),
            "time": time.time(),
            "topic": rated.topic,
            "aspect": rated.aspect,
            "helpful": helpful,
        }
        with self._engine.begin() as connection:
            connection.execute(_ratings.delete().where(_ratings.c.answer == row["answer"]))
            connection.execute(_ratings.insert().values(row))

    def end(self, session: str, until: float) -> None:
        """Note that no message of the session is to be taken any more; its token is void anyway at `until`."""
        self._over.add(_hash(session))
        with self._engine.begin() as connection:
            connection.execute(_ended.delete().where(_ended.c.session == _hash(session)))
            connection.execute(_ended.insert().values(session=_hash(session), until=until))

    def carry_on(self, session: str) -> None:
        """Take messages of the session again, whose conversation could not be deleted."""
        self._over.discard(_hash(session))
        with self._engine.begin() as connection:
            connection.execute(_ended.delete().where(_ended.c.session == _hash(session)))

    def has_ended(self, session: str) -> bool:
        """Whether the session's conversation was deleted."""
        return _hash(session) in self._over


def read_ratings(path: Path, *, since: datetime | None = None) -> list[Ratings]:
    """Return the ratings kept at `path`, from `since` on, added up by aspect: first what most often did not help.

    Raises:
        RatingsNotReadError: there is no such file, or it is none of ratings; the message says which.
    """
    helped = sa.func.sum(sa.cast(_ratings.c.helpful, sa.Integer))
    each = (_ratings.c.topic, _ratings.c.aspect)
    wanted = sa.select(*each, helped, sa.func.count()).group_by(*each)
    if since is not None:
        wanted = wanted.where(_ratings.c.time >= since.timestamp())
    rows = sqlite.kept(path, wanted, "ratings", RatingsNotReadError)
    found = [Ratings(topic, aspect, helped, n - helped) for topic, aspect, helped, n in rows]
    return sorted(found, key=lambda each: (-each.did_not, -each.helped, each.topic or "", each.aspect or ""))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
