"""Sending to a platform until it has arrived: bounded retries with back-off, Retry-After honoured."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Call:
    """An HTTP request to a platform: `json` or `form` is its body, `auth` a user and password."""

    url: str
    json: Any = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: tuple[str, str] | None = None
    method: str = "POST"


@dataclass(frozen=True)
class Answer:
    """What a platform answered; `body` is its JSON, or `None` where it is none."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Failure:
    """Why something did not arrive: its kind, whether to try again, and after how many seconds if that was told."""

    kind: str
    again: bool
    after: float | None = None


class NotDeliveredError(RuntimeError):
    """Something did not arrive, however often it was tried; the text is the kind of failure."""


@dataclass(frozen=True)
class Retries:
    """How often something is tried: `attempts` times, an alarm `attempts_for_alarm` times.

    The pause before the next attempt doubles from `first` seconds up to `longest`; a platform that names a longer one
    gets it, up to `longest_asked`.
    """

    attempts: int = 5
    attempts_for_alarm: int = 8
    first: float = 0.5
    longest: float = 30.0
    longest_asked: float = 120.0
    pause: Pause = asyncio.sleep

    async def until_done(
        self,
        attempt: Callable[[], Awaitable[Failure | None]],
        *,
        alarm: bool = False,
        hurry: asyncio.Event | None = None,
    ) -> None:
        """Make the attempt until it has no failure; once `hurry` is set, only once more, and at once.

        Raises:
            NotDeliveredError: it failed for good, or too often.
        """
        most = self.attempts_for_alarm if alarm else self.attempts
        for number in range(1, most + 1):
            hurried = hurry is not None and hurry.is_set()
            failure = await attempt()
            if failure is None:
                return
            if not failure.again or number == most or hurried:
                raise NotDeliveredError(failure.kind)
            await self._wait(self._seconds(number, failure.after), hurry)

    async def _wait(self, seconds: float, hurry: asyncio.Event | None) -> None:
        pause = asyncio.ensure_future(self.pause(seconds))
        waits = [pause] if hurry is None else [pause, asyncio.ensure_future(hurry.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def _seconds(self, number: int, asked: float | None) -> float:
        usual: float = min(self.first * 2 ** (number - 1), self.longest) * random.uniform(1.0, 1.2)
        return usual if asked is None else max(usual, min(asked, self.longest_asked))


def usual_failure(answer: Answer) -> Failure | None:
    """Return why a call failed by its HTTP status, or `None` where it did not."""
    if answer.status < 300:
        return None
    again = answer.status in (408, 425, 429) or answer.status >= 500
    return Failure(f"HTTP {answer.status}", again, retry_after(answer.headers.get("Retry-After")))


def retry_after(value: str | None) -> float | None:
    """Return the seconds that a Retry-After header names, as a number or as a date; `None` where it names none."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


class Http:
    """Makes calls; the session is opened by the first and must be closed."""

    def __init__(self, seconds: float = 10.0) -> None:
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._session: aiohttp.ClientSession | None = None

    async def make(self, call: Call) -> Answer:
        """Make the call once.

        Raises:
            aiohttp.ClientError, asyncio.TimeoutError: no answer came.
        """
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        auth = aiohttp.BasicAuth(*call.auth) if call.auth else None
        async with self._session.request(
            call.method,
            call.url,
            json=call.json,
            data=call.form,
            headers=call.headers,
            auth=auth,
            allow_redirects=False,  # a key in the headers must not go elsewhere
        ) as response:
            try:
                body = await response.json(content_type=None)
            except ValueError:
                body = None
            return Answer(response.status, response.headers, body)

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None
