"""Logging that never shows a patient's words."""

from __future__ import annotations

import logging
import os


def configure_logging(level: int = logging.WARNING) -> None:
    """Log the bot's own messages from `level` on, and of libraries only errors.

    Rasa's structured logs hold the messages' texts at debug level, and on standard output: they are held to errors.
    """
    import structlog

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
