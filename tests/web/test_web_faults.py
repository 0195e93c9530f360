"""The channel by itself: what it says when what answers fails, stalls or says nothing."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from in_process import listening
from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from serving import Server, free_port
from web_site import Answer, Visitor

from bot.channels.web import Options, WebChannel
from bot.channels.web_http import address_of
from bot.open_alarm import OpenAlarm
from bot.yamlfile import DataError

WORD = "xylophone"


class Broken:
    """Conversations of a database that is gone, or does not answer."""

    stalls = False

    async def forget(self, sender: str) -> int:
        raise RuntimeError(WORD)

    async def note_alarm(self, sender: str, alarm: OpenAlarm) -> OpenAlarm:
        if self.stalls:
            await asyncio.Event().wait()
        raise RuntimeError(WORD)


async def raises(_: UserMessage) -> None:
    raise RuntimeError(WORD)


async def says_nothing(_: UserMessage) -> None:
    pass


Handler = Callable[[UserMessage], Awaitable[None]]


@dataclass
class Channel:
    """A server of the website's channel alone; `handler` is what answers."""

    server: Server
    conversations: Broken
    handler: Handler = says_nothing

    def asked(self, text: str) -> Answer:
        return Visitor(self.server).begin().say(text)


@pytest.fixture(scope="module")
def channel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Channel]:
    """One server for all."""
    folder = tmp_path_factory.mktemp("channel")
    channel = Channel(Server(None, free_port(), folder / "c.db"), Broken())  # type: ignore[arg-type]
    loop = asyncio.new_event_loop()

    async def handle(message: UserMessage) -> None:
        await channel.handler(message)

    async def begin() -> None:
        connector = WebChannel(Options(trusted_proxies=1))
        connector.keep_in(folder, channel.conversations)
        app = Sanic(f"test_{uuid.uuid4().hex}", configure_logging=False)
        app.blueprint(connector.blueprint(handle), url_prefix="/webhooks/web")
        await listening(app, channel.server.port)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(begin(), loop).result(60)
    yield channel
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@pytest.mark.parametrize("handler", [raises, says_nothing])
def test_an_emergency_is_deferred_first_whatever_fails(channel: Channel, handler: Handler) -> None:
    channel.handler = handler
    answer = channel.asked("I can't breathe")
    assert answer.status == 200
    assert answer.texts[0].startswith("Call 999 now")
    assert answer.body["messages"][0]["urgency"] == answer.body["alarm"] == "emergency"


@pytest.mark.parametrize("handler", [raises, says_nothing])
def test_whatever_fails_the_visitor_is_told(channel: Channel, handler: Handler) -> None:
    channel.handler = handler
    answer = channel.asked("is pain normal?")
    assert "went wrong" in answer.texts[0]
    assert answer.body["alarm"] is None


def test_an_emergency_waits_for_no_database_that_stalls(channel: Channel) -> None:
    channel.handler = says_nothing
    channel.conversations.stalls = True
    try:
        answer = channel.asked("I can't breathe")
    finally:
        channel.conversations.stalls = False
    assert answer.texts[0].startswith("Call 999 now")
    assert answer.body["alarm"] == "emergency"


def test_an_urgent_alarm_is_not_shown_over_one_that_cannot_be_looked_up(channel: Channel) -> None:
    channel.handler = says_nothing
    answer = channel.asked("my calf is hot and swollen")
    assert answer.body["urgency"] == "urgent"
    assert answer.body["alarm"] is None


def test_no_words_of_a_failure_are_logged(channel: Channel, caplog: pytest.LogCaptureFixture) -> None:
    channel.handler = raises
    channel.asked(WORD)
    assert "RuntimeError" in caplog.text
    assert WORD not in caplog.text


def test_a_conversation_that_cannot_be_deleted_is_not_called_deleted(channel: Channel) -> None:
    channel.handler = says_nothing
    visitor = Visitor(channel.server).begin()
    answer = visitor.ask("DELETE", "conversation")
    assert answer.status == 503
    assert answer.body["message"]
    assert visitor.say("hello").status == 200


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "", "9.9.9.9"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "2.2.2.2", "9.9.9.9"),
    ],
)
def test_only_a_trusted_proxy_says_who_somebody_is(trusted: int, forwarded: str, address: str) -> None:
    request = SimpleNamespace(headers={"x-forwarded-for": forwarded}, ip="9.9.9.9")
    assert address_of(request, trusted) == address


@pytest.mark.parametrize(
    "options", [{"trusted_proxies": -1}, {"session_hours": 0}, {"origin": []}, {"origins": 5}]
)
def test_a_wrong_option_is_told_by_name(options: dict[str, object]) -> None:
    with pytest.raises(DataError, match=rf"credentials\.yml: {next(iter(options))}"):
        WebChannel.from_credentials(options)
