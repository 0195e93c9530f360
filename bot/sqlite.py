"""SQLite as the bot keeps things in it: logged ahead of writing, patient with locks, deleted data overwritten."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

_BUSY_MILLISECONDS = 5_000


def set_up(engine: sa.engine.Engine, *, synchronous: str = "NORMAL") -> None:
    """Have each connection of `engine` log ahead, wait five seconds for a lock and overwrite what it deletes.

    `synchronous` is SQLite's: NORMAL may lose the last writes when the power fails, FULL loses none.
    """
    pragmas = (
        f"busy_timeout = {_BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        f"synchronous = {synchronous}",
        "secure_delete = ON",
    )

    def on_connect(connection: Any, _: Any) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    sa.event.listen(engine, "connect", on_connect)


def existing(path: Path) -> sa.engine.Engine:
    """Return an engine that reads the file at `path`, and fails where there is none instead of making one."""

    def connect() -> sqlite3.Connection:
        # Not `mode=ro`: that would leave the log's files behind, which are then the reader's and not the bot's.
        return sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True)

    return sa.create_engine("sqlite://", creator=connect, poolclass=sa.pool.NullPool)


def kept(path: Path, wanted: Any, what: str, error: type[Exception]) -> list[Any]:
    """Return the rows that `wanted` selects of a file that the server makes; `what` are the things kept there.

    Raises:
        error: there is no such file, or it is none of these things; the message says which.
    """
    if not path.is_file():
        raise error(f"There is no file {path}, so no {what}; `bot serve` makes it when it starts.")
    try:
        with existing(path).connect() as connection:
            return list(connection.execute(wanted))
    except sa.exc.DBAPIError as problem:
        raise error(f"{path}: cannot be read as a file of {what} ({problem.orig}).") from None


def empty_the_log(engine: sa.engine.Engine) -> None:
    """Leave nothing deleted in the write-ahead log, which would keep it until it is next written back."""
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
