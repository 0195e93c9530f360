"""Keys that are fetched from the platform: once a minute at most, and known ones stay good where it hangs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from platform_fakes import FakePlatform
from signing_keys import key_set, token

from bot.channels.messaging import tokens
from bot.channels.messaging.delivery import Http
from bot.channels.messaging.incoming import RefusedError
from bot.channels.messaging.tokens import SigningKeys, fetched

CLAIMS = {"iss": "issuer", "aud": "us"}


class Hanging:
    """A server that takes a connection and never answers."""

    def __init__(self) -> None:
        self.asked = 0
        self._server: Any = None

    async def start(self) -> str:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _take(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        await asyncio.sleep(5)
        writer.close()

    def stop(self) -> None:
        self._server.close()


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    http = Http(seconds=0.3)
    yield http
    await http.close()


@pytest.fixture
async def hanging() -> AsyncIterator[Hanging]:
    server = Hanging()
    yield server
    server.stop()


@pytest.fixture
async def platform() -> AsyncIterator[FakePlatform]:
    platform = FakePlatform(lambda _: key_set(), lambda _: False)
    await platform.start()
    yield platform
    await platform.stop()


async def check(keys: SigningKeys) -> None:
    await keys.check(token(CLAIMS), audience="us", issuers=["issuer"])


async def test_a_key_server_that_hangs_has_the_platform_send_it_again(http: Http, hanging: Hanging) -> None:
    url = await hanging.start()
    keys = SigningKeys(lambda: fetched(http, url))
    for _ in range(3):
        with pytest.raises(RefusedError) as refused:
            await check(keys)
        assert refused.value.status == 503
    assert hanging.asked == 1


async def test_requests_that_come_together_have_keys_fetched_once(http: Http, platform: FakePlatform) -> None:
    keys = SigningKeys(lambda: fetched(http, platform.url))
    await asyncio.gather(*(check(keys) for _ in range(5)))
    assert len(platform.received) == 1


async def test_a_known_key_stays_good_where_the_key_server_hangs(
    http: Http, platform: FakePlatform, hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = platform.url
    keys = SigningKeys(lambda: fetched(http, url))
    await check(keys)
    url = await hanging.start()
    monkeypatch.setattr(tokens, "_SECONDS_OF_KEYS", 0)
    monkeypatch.setattr(tokens, "_SECONDS_BETWEEN_LOOKUPS", 0)
    slow = asyncio.create_task(check(keys))
    while not hanging.asked:
        await asyncio.sleep(0.01)
    started = time.monotonic()
    await check(keys)
    assert time.monotonic() - started < 0.2
    await slow


async def test_a_token_that_another_signed_is_refused(http: Http, platform: FakePlatform) -> None:
    keys = SigningKeys(lambda: fetched(http, platform.url))
    await check(keys)
    with pytest.raises(RefusedError) as refused:
        await keys.check(token(CLAIMS, which="another's"), audience="us", issuers=["issuer"])
    assert refused.value.status == 401
