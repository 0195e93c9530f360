"""A channel's last line: what fails below it is answered, an alarm with its deferral first."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.deferrals import deferral
from bot.responses import Responses
from bot.safety import assess
from bot.settings import Settings

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]


def guarded(on_new_message: Handler, settings: Settings, responses: Responses) -> Handler:
    """Return a handler that answers where `on_new_message` fails, and logs the failure by its kind alone."""

    async def answer(message: UserMessage) -> None:
        try:
            await on_new_message(message)
        except Exception as error:
            logger.error("A message could not be answered: %s", type(error).__name__)
            assessment = assess(message.text or "")
            if (urgency := assessment.urgency).is_alarm:
                first = {
                    "text": deferral(urgency, assessment, settings),
                    "metadata": {"urgency": urgency.value, "sources": []},
                }
                await message.output_channel.send_response(message.sender_id, first)
            apology = responses.text("utter_unsupported")
            await message.output_channel.send_response(message.sender_id, {"text": apology})

    return answer
