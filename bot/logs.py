"""Logging that never shows a patient's words."""

from __future__ import annotations

import logging
import os
import traceback
from typing import Any


def configure_logging(level: int = logging.WARNING) -> None:
    """Log the bot's own messages from `level` on, and of libraries only errors.

    Rasa's structured logs hold the messages' texts at debug level, and on standard output: they are held to errors.
    """
    import structlog

    logging.setLogRecordFactory(_record)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.ERROR)
    logging.getLogger("bot").setLevel(level)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    # Libraries switch warnings back on as they are imported; sent to the log, they stay below its level.
    logging.captureWarnings(True)
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """Make a log record that tells where an exception came from and of what kind it is, but not its text.

    Rasa logs whatever a component or an action raises, and that may quote the message.
    """
    record = logging.LogRecord(*args, **kwargs)
    if record.exc_info and record.exc_info[0]:
        kind, _, trace = record.exc_info
        record.exc_text = "".join(traceback.format_tb(trace)) + kind.__name__
        record.exc_info = None
    return record
