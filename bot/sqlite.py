"""SQLite as the bot keeps things in it: logged ahead of writing, patient with locks, deleted data overwritten."""

from __future__ import annotations

from typing import Any

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


def empty_the_log(engine: sa.engine.Engine) -> None:
    """Leave nothing deleted in the write-ahead log, which would keep it until it is next written back."""
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
