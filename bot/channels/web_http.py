"""HTTP for pages on other sites: Origin, CORS, errors that say what to do, bodies checked before use."""

from __future__ import annotations

import functools
import re
from collections.abc import Awaitable, Callable
from typing import Any

from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from bot.channels.web_origins import Origins

Handler = Callable[[Request], Awaitable[HTTPResponse]]

_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_SECONDS_A_PREFLIGHT_HOLDS = "600"


class WebError(Exception):
    """A request that is answered with an error; `message` says what is wrong, never what the patient wrote."""

    def __init__(self, status: int, message: str, *, wait: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.wait = wait

    def response(self) -> HTTPResponse:
        """Return the error as JSON; where the client is to wait, with how many seconds."""
        return json({"status": self.status, "message": self.message}, self.status, waiting(self.wait))


def waiting(seconds: int) -> dict[str, str]:
    """Return the header that asks a client to wait, where it is to."""
    return {"Retry-After": str(seconds)} if seconds else {}


def for_pages(origins: Origins) -> Callable[[Handler], Handler]:
    """Return a decorator for handlers: pages of other origins are refused, those allowed may read what comes back."""

    def decorate(handler: Handler) -> Handler:
        @functools.wraps(handler)
        async def answer(request: Request) -> HTTPResponse:
            origin = request.headers.get("origin")
            if not origins.allow(origin, request.headers.get("host", "")):
                response = WebError(
                    403, "this page may not call the bot: its origin is not in the allow-list"
                ).response()
                response.headers["Vary"] = "Origin"
                return response
            try:
                response = empty() if request.method == "OPTIONS" else await handler(request)
            except WebError as error:
                response = error.response()
            except InvalidUsage:
                response = WebError(400, "the body is no JSON").response()
            _allow_reading(response, origin, preflight=request.method == "OPTIONS")
            return response

        return answer

    return decorate


def _allow_reading(response: HTTPResponse, origin: str | None, *, preflight: bool) -> None:
    response.headers["Vary"] = "Origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
    if origin is None:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    if preflight:
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Max-Age"] = _SECONDS_A_PREFLIGHT_HOLDS


def body_of(request: Request) -> dict[str, Any]:
    """Return the request's JSON object.

    Raises:
        WebError: there is none.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise WebError(415, "send JSON, with the header Content-Type: application/json")
    if not isinstance(request.json, dict):
        raise WebError(400, "send a JSON object")
    return request.json


def message_of(body: dict[str, Any]) -> tuple[str, str]:
    """Return a message's id and text.

    Raises:
        WebError: one of them is missing or wrong.
    """
    name, text = body.get("id"), body.get("text")
    if not isinstance(name, str) or not _MESSAGE_ID.fullmatch(name):
        raise WebError(
            400, '"id" must be 8 to 64 letters, digits, hyphens or underscores, new for each message'
        )
    if not isinstance(text, str):
        raise WebError(400, '"text" must be a text')
    return name, text


def address_of(request: Request, trusted_proxies: int) -> str:
    """Return the client's address: the connection's, or the one that the outermost trusted proxy saw."""
    forwarded = [
        each.strip() for each in request.headers.get("x-forwarded-for", "").split(",") if each.strip()
    ]
    if 0 < trusted_proxies <= len(forwarded):
        return str(forwarded[-trusted_proxies])
    return str(request.ip)
