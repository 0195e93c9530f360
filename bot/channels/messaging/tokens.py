"""Tokens: those that platforms sign their requests with, and those that they want to be called with."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import jwt

from bot.channels.messaging.delivery import Answer, Call, Failure, Http, NotDeliveredError, usual_failure
from bot.channels.messaging.incoming import RefusedError

_SECONDS_OF_KEYS = 24 * 60 * 60
_SECONDS_BETWEEN_LOOKUPS = 60
_LEEWAY = 300


class SigningKeys:
    """The public keys of who signs tokens, fetched by `fetch` (a JSON Web Key Set) and kept for a day.

    A token signed with a key that is not known has them fetched again, once a minute at most. Known keys stay good
    where new ones cannot be fetched, and nobody whose key is known waits while they are.
    """

    def __init__(self, fetch: Callable[[], Awaitable[Any]]) -> None:
        self._fetch = fetch
        self._keys: dict[str, dict[str, Any]] = {}
        self._fetched = float("-inf")
        self._tried = float("-inf")
        self._failure = ""
        self._fetching = asyncio.Lock()

    async def check(
        self, token: str, *, audience: str, issuers: Sequence[str]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the claims of a token and the key that signed it.

        Raises:
            RefusedError: the token is not signed by one of the keys, is out of date, or is meant for somebody else.
        """
        try:
            key = await self._key(jwt.get_unverified_header(token).get("kid", ""))
            claims = jwt.decode(
                token,
                jwt.PyJWK(key, algorithm="RS256").key,
                algorithms=["RS256"],
                audience=audience,
                leeway=_LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.PyJWTError, KeyError) as error:
            raise RefusedError(f"its token is wrong ({type(error).__name__})", 401) from None
        if claims["iss"] not in issuers:
            raise RefusedError("its token is another's", 401)
        return claims, key

    async def _key(self, key_id: str) -> dict[str, Any]:
        if key_id not in self._keys or (self._wants_keys(key_id) and not self._fetching.locked()):
            async with self._fetching:
                if self._wants_keys(key_id):
                    await self._fetch_keys()
        if key_id not in self._keys and self._failure:
            # Not the sender's fault: with 503 the platform sends it again.
            raise RefusedError(f"the platform's keys cannot be fetched ({self._failure})", 503)
        return self._keys[key_id]

    def _wants_keys(self, key_id: str) -> bool:
        now = time.monotonic()
        old = key_id not in self._keys or now - self._fetched > _SECONDS_OF_KEYS
        return old and now - self._tried > _SECONDS_BETWEEN_LOOKUPS

    async def _fetch_keys(self) -> None:
        self._tried = time.monotonic()
        try:
            fetched = await self._fetch()
            self._keys = {key["kid"]: key for key in fetched["keys"]}
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, KeyError, TypeError) as error:
            self._failure = type(error).__name__
        else:
            self._failure = ""
            self._fetched = time.monotonic()


class AccessToken:
    """A token to call a platform with, asked for by `ask` and kept until a minute before it ends."""

    def __init__(self, http: Callable[[], Http], ask: Callable[[], Call]) -> None:
        self._http = http
        self._ask = ask
        self._token = ""
        self._ends = float("-inf")

    async def get(self) -> str:
        """Return the token.

        Raises:
            NotDeliveredError: the platform gives none.
            aiohttp.ClientError, asyncio.TimeoutError: it does not answer.
        """
        if time.monotonic() >= self._ends:
            answer: Answer = await self._http().make(self._ask())
            if answer.status >= 500 or answer.status == 429:
                raise aiohttp.ClientError(f"HTTP {answer.status} for a token")
            if answer.status != 200 or not isinstance(answer.body, dict) or "access_token" not in answer.body:
                raise NotDeliveredError(f"no token (HTTP {answer.status}): the app's id or secret is wrong")
            self._token = str(answer.body["access_token"])
            self._ends = time.monotonic() + float(answer.body.get("expires_in", 3600)) - 60
        return self._token

    async def headers(self) -> dict[str, str]:
        """Return the header that calls the platform with the token; raises what `get` raises."""
        return {"Authorization": f"Bearer {await self.get()}"}

    def failure(self, answer: Answer) -> Failure | None:
        """Name a failure of such a call; a token that is no longer good is asked for anew, and the call made again."""
        failure = usual_failure(answer)
        if failure and answer.status == 401:
            self._ends = float("-inf")
            return Failure(failure.kind, again=True)
        return failure


def bearer(header: str | None) -> str:
    """Return the token of an Authorization header.

    Raises:
        RefusedError: there is none.
    """
    kind, _, token = (header or "").partition(" ")
    if kind.casefold() != "bearer" or not token.strip():
        raise RefusedError("it has no token", 401)
    return token.strip()


async def fetched(http: Http, url: str) -> Any:
    """Return the JSON at an address.

    Raises:
        aiohttp.ClientError, asyncio.TimeoutError: it cannot be fetched.
    """
    answer = await http.make(Call(url, method="GET"))
    if answer.status != 200:
        raise aiohttp.ClientError(f"HTTP {answer.status}")
    return answer.body
