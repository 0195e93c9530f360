"""Signed tokens: who may carry on a conversation, and which answer a rating is about."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt

from bot.yamlfile import DataError

SECRET_VARIABLE = "BOT_WEB_SECRET"
SHORTEST_SECRET = 32
_ALGORITHM = "HS256"
_SESSION = "session"
_RATING = "rating"
_SECONDS_AN_HOUR = 3_600


class TokenError(ValueError):
    """A token was not made here, was changed, has expired or is meant for something else."""


class SecretError(DataError):
    """There is no usable secret to sign with; the message says what to do."""


@dataclass(frozen=True)
class Rated:
    """What a rating is about: the answer's message id, its conversation, topic and aspect."""

    session: str
    message: str
    topic: str | None
    aspect: str | None


class Tokens:
    """Makes and reads tokens (JSON Web Tokens, HMAC-SHA256) under one secret; a session lasts `hours`."""

    def __init__(self, secret: str, *, hours: float) -> None:
        self._secret = secret
        self.seconds = int(hours * _SECONDS_AN_HOUR)

    def new_session(self) -> tuple[str, int]:
        """Return a token for a new conversation, and when it expires (Unix time, seconds)."""
        expires = int(time.time()) + self.seconds
        return self._sign(_SESSION, {"sid": secrets.token_hex(16), "exp": expires}), expires

    def session(self, token: str, *, even_expired: bool = False) -> str:
        """Return the conversation that the token is for, or with `even_expired` was for.

        Raises:
            TokenError: it is no valid token of a session.
        """
        return str(self._read(_SESSION, token, ["sid", "exp"], even_expired=even_expired)["sid"])

    def for_rating(self, rated: Rated) -> str:
        """Return a token with which the answer can be rated, as long as a session lasts."""
        expires = int(time.time()) + self.seconds
        content = {"sid": rated.session, "mid": rated.message, "top": rated.topic, "asp": rated.aspect}
        return self._sign(_RATING, {**content, "exp": expires})

    def rated(self, token: str) -> Rated:
        """Return what the token says the rating is about.

        Raises:
            TokenError: it is no valid token of a rating.
        """
        content = self._read(_RATING, token, ["sid", "mid", "exp"])
        return Rated(content["sid"], content["mid"], content.get("top"), content.get("asp"))

    def _sign(self, purpose: str, content: Mapping[str, Any]) -> str:
        return jwt.encode({**content, "aud": purpose}, self._secret, _ALGORITHM)

    def _read(
        self, purpose: str, token: str, needed: list[str], *, even_expired: bool = False
    ) -> dict[str, Any]:
        try:
            return dict(
                jwt.decode(
                    token,
                    self._secret,
                    [_ALGORITHM],
                    audience=purpose,
                    options={"require": [*needed, "aud"], "verify_exp": not even_expired},
                )
            )
        except (jwt.PyJWTError, ValueError, UnicodeError):
            raise TokenError(f"no valid token of a {purpose}") from None


def load_secret(path: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Return the secret of `BOT_WEB_SECRET`, or else of the file at `path`, which is made where it is missing.

    Raises:
        SecretError: the secret is too short.
        OSError: the file cannot be read or made.
    """
    if given := environment.get(SECRET_VARIABLE, ""):
        if len(given) < SHORTEST_SECRET:
            raise SecretError(
                f"{SECRET_VARIABLE} is too short; give at least {SHORTEST_SECRET} random characters"
            )
        return given
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SHORTEST_SECRET))
    secret = path.read_text(encoding="ascii", errors="replace").strip()
    if len(secret) < SHORTEST_SECRET:
        raise SecretError(
            f"{path}: holds no secret; delete it to have one made; chats that are open then start anew"
        )
    return secret
