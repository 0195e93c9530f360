"""Whether the rules alone hear an alarm in a message, before its turn has come."""

from __future__ import annotations

import logging

from bot.safety import assess

logger = logging.getLogger(__name__)


def is_alarm(text: str) -> bool:
    """Return whether a message is an alarm by the rules; where they fail, it may be one."""
    try:
        return assess(text).urgency.is_alarm
    except Exception as error:
        logger.error("The safety rules failed on a message: %s", type(error).__name__)
        return True
