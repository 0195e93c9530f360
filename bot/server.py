"""The HTTP server: Rasa's channels in front of the assistant, health, the demo page, orderly shutdown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.run import create_http_input_channels
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.assistant import Assistant
from bot.channels.messaging.channel import MessagingChannel
from bot.channels.render import send
from bot.channels.web import WebChannel
from bot.engine import ModelNotReadyError
from bot.pages import add_pages
from bot.service import Service

logger = logging.getLogger(__name__)

_LARGEST_REQUEST = 64 * 1024
_SECONDS_TO_FINISH = 20
_SECONDS_FOR_HEALTH = 5
_SECONDS_BETWEEN_CLEARANCES = 6 * 60 * 60
_MESSAGING = "messaging.db"


def create_app(service: Service, credentials: Path, folder: Path) -> Sanic:
    """Return the server's app; it loads the model once it runs, and answers /health with 503 until then.

    `folder` is where channels keep what they need to.

    Raises:
        bot.yamlfile.DataError: a channel's options are wrong.
        bot.channels.web_tokens.SecretError: the website's channel has no usable secret.
    """
    app = Sanic("stem_cell_assistant", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _LARGEST_REQUEST
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = _SECONDS_TO_FINISH
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.ACCESS_LOG = False
    app.ctx.failed = False

    messengers = _add_channels(app, service, credentials, folder)
    _add_health(app, service)
    add_pages(app, service.settings)

    async def run_engine(app: Sanic) -> None:
        try:
            await service.engine.start()
        except Exception as error:
            # No patient has written yet, so the error can be told whole.
            logger.error("The bot cannot start: %s", error)
            app.ctx.failed = True
            app.stop()
            return
        logger.info("Ready.")
        await _answer_what_waits(messengers)
        days = service.settings.retention_days
        await _clear_out("conversations", partial(service.engine.forget_older_than, days))

    @app.after_server_stop
    async def stop(*_: object) -> None:
        await service.engine.stop()
        if service.alarms:
            await service.alarms.close()
        # Sanic leaves tasks of its own waiting, and asyncio would report each as an error.
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    app.add_task(run_engine)
    if service.alarms:
        days = service.settings.alarm_retention_days
        app.add_task(_clear_out("alarms", partial(service.alarms.forget_older_than, days)))
    return app


def _add_channels(app: Sanic, service: Service, credentials: Path, folder: Path) -> list[MessagingChannel]:
    """Serve the channels of `credentials`; return those of messaging, which answer alarms alone until released."""
    channels = create_http_input_channels(None, str(credentials))
    messengers = [channel for channel in channels if isinstance(channel, MessagingChannel)]
    for messenger in messengers:
        messenger.keep_in(folder / _MESSAGING)
        messenger.hold()
        app.add_task(_clear_out(f"events of {messenger.name()}", messenger.clear_out))
    for channel in channels:
        if isinstance(channel, WebChannel):
            channel.keep_in(folder, service.engine)
        register(channel, app, service.assistant)
    return messengers


async def _answer_what_waits(messengers: Sequence[MessagingChannel]) -> None:
    await asyncio.gather(*(messenger.resume() for messenger in messengers))
    for messenger in messengers:
        messenger.release()


def _add_health(app: Sanic, service: Service) -> None:
    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        try:
            await asyncio.wait_for(service.engine.parse("hello"), _SECONDS_FOR_HEALTH)
        except ModelNotReadyError:
            return json({"status": "starting"}, status=503)
        except Exception as error:
            logger.error("The model does not answer: %s", type(error).__name__)
            return json({"status": "failing"}, status=503)
        return json({"status": "ready"})


def register(channel: InputChannel, app: Sanic, assistant: Assistant) -> None:
    """Serve a channel, whose messages the assistant answers."""

    async def answer(message: UserMessage) -> None:
        name = message.input_channel or channel.name()
        reply = await assistant.reply(message.sender_id, message.text or "", name)
        await send(reply, message.sender_id, message.output_channel)

    app.blueprint(channel.blueprint(answer), url_prefix=f"/webhooks/{channel.url_prefix()}")


async def _clear_out(what: str, forget_old: Callable[[], Awaitable[int]]) -> None:
    """Delete what is older than the clinic keeps it, now and every six hours."""
    while True:
        try:
            deleted = await forget_old()
        except Exception as error:
            logger.error("Old %s could not be deleted: %s", what, type(error).__name__)
        else:
            logger.info("%d old %s deleted.", deleted, what)
        await asyncio.sleep(_SECONDS_BETWEEN_CLEARANCES)
