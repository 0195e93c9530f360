"""Google Chat, for a clinic's staff and testers."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jwt
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.googlechat_events import event_of
from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Answer, Call, Failure, Retries
from bot.channels.messaging.fields import Field
from bot.channels.messaging.incoming import GREETING, Incoming, RefusedError
from bot.channels.messaging.markup import WHATSAPP
from bot.channels.messaging.tokens import AccessToken, SigningKeys, bearer, fetched
from bot.yamlfile import DataError

_CHAT = "chat@system.gserviceaccount.com"
_GOOGLE = ("https://accounts.google.com", "accounts.google.com")
_SCOPE = "https://www.googleapis.com/auth/chat.bot"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class GoogleChatChannel(MessagingChannel):
    """A Chat app at an HTTP address; answers are sent through the Chat API, since one in the response is one message.

    Rasa's own connector checks tokens only if told to, and lets people of the same name share a conversation.
    """

    label = "Google Chat"
    fields = (
        Field(
            "audience",
            "GOOGLE_CHAT_AUDIENCE",
            "project number, or the app's address, as chosen under Authentication",
        ),
        Field("service_account", "GOOGLE_CHAT_SERVICE_ACCOUNT", "path of the service account's JSON key"),
        Field(
            "addon_account",
            "GOOGLE_CHAT_ADDON_ACCOUNT",
            "service account e-mail under Connection settings, of an app built as a Workspace add-on",
            "",
        ),
        Field("api", "GOOGLE_CHAT_API", "the Chat API", "https://chat.googleapis.com"),
        Field(
            "chat_keys",
            "GOOGLE_CHAT_KEYS",
            "where Chat's keys are",
            f"https://www.googleapis.com/service_accounts/v1/jwk/{_CHAT}",
        ),
        Field(
            "google_keys",
            "GOOGLE_KEYS",
            "where Google's keys are",
            "https://www.googleapis.com/oauth2/v3/certs",
        ),
    )
    limit = 4000
    markup = WHATSAPP  # the same marks
    recipient = "a space: spaces/AAAA"

    def __init__(self, values: Mapping[str, str], *, retries: Retries | None = None) -> None:
        super().__init__(values, retries=retries)
        self._account = _service_account(Path(values["service_account"]))
        by_address = values["audience"].startswith("https://")
        keys = values["google_keys"] if by_address else values["chat_keys"]
        if values["addon_account"] and not by_address:
            raise DataError(
                "credentials.yml: googlechat: with addon_account, write the app's address (https://…) as audience"
            )
        self._issuers = _GOOGLE if by_address else (_CHAT,)
        self._keys = SigningKeys(lambda: fetched(self.http, keys))
        self._token = AccessToken(lambda: self.http, self._ask_for_token)

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "googlechat"

    async def verify(self, request: Request) -> None:
        """Check the token: that Chat signed it, for this app."""
        token = bearer(request.headers.get("Authorization"))
        claims, _ = await self._keys.check(token, audience=self.values["audience"], issuers=self._issuers)
        senders = (_CHAT, self.values["addon_account"] or _CHAT)
        if self._issuers is _GOOGLE and (
            claims.get("email") not in senders or not claims.get("email_verified")
        ):
            raise RefusedError("its token is not Chat's", 401)

    def read(self, request: Request) -> Sequence[Incoming]:
        """Read a message, a button or an arrival; what bots write and departures are none."""
        event = event_of(request.json)
        if event.user.get("type") == "BOT" or not event.space:
            return ()
        person, address = f"{event.space}:{event.user.get('name')}", {"to": event.space}
        when = f"{person}:{event.time}"
        if event.type == "ADDED_TO_SPACE" and not event.message_follows:
            return [Incoming(when, person, address, GREETING)]
        if event.type == "CARD_CLICKED" and event.words:
            return [Incoming(f"{when}:{event.words}", person, address, event.words)]
        if event.type != "MESSAGE":
            return ()
        message = event.message
        if thread := (message.get("thread") or {}).get("name"):
            address["thread"] = thread
        text = str(message.get("argumentText") or message.get("text") or "").strip()
        attached = message.get("attachment") or message.get("attachedGifs")
        kind = "file" if attached else None if text else "other"
        return [Incoming(message.get("name") or when, person, address, text, kind)]

    def taken(self) -> HTTPResponse:
        """Return an answer that shows nothing."""
        return response.json({})

    def has_buttons_for(self, buttons: Sequence[str]) -> bool:
        """Return whether a card shows them; it does."""
        return bool(buttons)

    async def call(self, address: Mapping[str, str], piece: Part) -> Call:
        """Return the request that sends a message."""
        message: dict[str, Any] = {"text": piece.text}
        query = ""
        if thread := address.get("thread"):
            message["thread"] = {"name": thread}
            query = "?messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"
        if piece.buttons:
            buttons = {"buttonList": {"buttons": [self._button(button) for button in piece.buttons]}}
            message["cardsV2"] = [{"cardId": "choices", "card": {"sections": [{"widgets": [buttons]}]}}]
        return Call(
            f"{self.values['api']}/v1/{address['to']}/messages{query}",
            json=message,
            headers=await self._token.headers(),
        )

    def failure(self, answer: Answer) -> Failure | None:
        """Have a token that is no longer good replaced."""
        return self._token.failure(answer)

    def _button(self, words: str) -> dict[str, Any]:
        # An add-on is told which address to call, an app which of its functions.
        function = self.values["audience"] if self.values["addon_account"] else "choose"
        action = {"function": function, "parameters": [{"key": "words", "value": words}]}
        return {"text": words, "onClick": {"action": action}}

    def _ask_for_token(self) -> Call:
        now = int(time.time())
        email, url = self._account["client_email"], self._account["token_uri"]
        claims = {"iss": email, "scope": _SCOPE, "aud": url, "iat": now, "exp": now + 3600}
        assertion = jwt.encode(claims, self._account["private_key"], algorithm="RS256")
        return Call(url, form={"grant_type": _GRANT, "assertion": assertion})


def _service_account(path: Path) -> dict[str, str]:
    try:
        account = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(account[name]) for name in ("client_email", "private_key", "token_uri")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"credentials.yml: googlechat: service_account: {path} is no key of a service account "
            f"({type(error).__name__}); download one as JSON and name its path"
        ) from None
