"""Microsoft Teams, for a clinic's staff and testers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sanic.request import Request

from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Answer, Call, Failure, Retries
from bot.channels.messaging.fields import Field
from bot.channels.messaging.incoming import GREETING, Incoming, RefusedError
from bot.channels.messaging.markup import HTML
from bot.channels.messaging.tokens import AccessToken, SigningKeys, bearer, fetched

_ISSUER = "https://api.botframework.com"
_SCOPE = "https://api.botframework.com/.default"
_MOST_BUTTONS, _BUTTON = 6, 80
_MEDIA = {"audio": "voice", "image": "picture", "video": "video"}


class TeamsChannel(MessagingChannel):
    """A Bot Framework bot.

    Rasa's own connector fetches keys while it is created, believes the algorithm and the issuer that a token names, and
    takes the address to answer to from the request.
    """

    label = "Microsoft Teams"
    fields = (
        Field("app_id", "TEAMS_APP_ID", "Microsoft App ID of the Azure bot"),
        Field("app_password", "TEAMS_APP_PASSWORD", "client secret, under Manage password"),
        Field("tenant", "TEAMS_TENANT", "tenant of a single-tenant bot", "botframework.com"),
        Field(
            "service_url",
            "TEAMS_SERVICE_URL",
            "where test messages go",
            "https://smba.trafficmanager.net/teams/",
        ),
        Field("login", "TEAMS_LOGIN", "where tokens are asked for", "https://login.microsoftonline.com"),
        Field(
            "keys",
            "TEAMS_KEYS",
            "where Microsoft's keys are",
            "https://login.botframework.com/v1/.well-known/keys",
        ),
    )
    limit = 8000
    markup = HTML
    recipient = "a conversation's id"

    def __init__(self, values: Mapping[str, str], *, retries: Retries | None = None) -> None:
        super().__init__(values, retries=retries)
        self._keys = SigningKeys(lambda: fetched(self.http, self.values["keys"]))
        self._token = AccessToken(lambda: self.http, self._ask_for_token)

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "teams"

    async def verify(self, request: Request) -> None:
        """Check the token: who signed it, for whom, for which service and which channel."""
        token = bearer(request.headers.get("Authorization"))
        claims, key = await self._keys.check(token, audience=self.values["app_id"], issuers=[_ISSUER])
        activity = request.json if isinstance(request.json, dict) else {}
        if claims.get("serviceurl") != activity.get("serviceUrl"):
            raise RefusedError("its token is for another service")
        if activity.get("channelId") not in key.get("endorsements", [activity.get("channelId")]):
            raise RefusedError("its token is for another channel")

    def read(self, request: Request) -> Sequence[Incoming]:
        """Read a message, a button, a reaction or an arrival; edits, deletions and typing are none."""
        activity = request.json
        if activity["type"] not in ("message", "messageReaction", "conversationUpdate"):
            return ()
        address = {"service": activity["serviceUrl"], "to": activity["conversation"]["id"]}
        sender = activity.get("from") or {}
        person = f"{activity['conversation']['id']}:{sender.get('id')}"
        # An activity's id is its conversation's own.
        id_ = f"{activity['conversation']['id']}:{activity['id']}"
        if activity["type"] == "message":
            words = _as_typed(activity.get("text") or "") or str(
                (activity.get("value") or {}).get("words", "")
            )
            return [Incoming(id_, person, address, words, _kind(activity))]
        if activity["type"] == "messageReaction" and activity.get("reactionsAdded"):
            return [Incoming(id_, person, address, kind="reaction")]
        if activity["type"] == "conversationUpdate":
            came = [member["id"] for member in activity.get("membersAdded") or ()]
            alone = activity["conversation"].get("conversationType") == "personal"
            if alone and any(member != activity["recipient"]["id"] for member in came):
                return [Incoming(id_, person, address, GREETING)]
        return ()

    def has_buttons_for(self, buttons: Sequence[str]) -> bool:
        """Return whether they fit a card: six of eighty characters."""
        return len(buttons) <= _MOST_BUTTONS and all(len(button) <= _BUTTON for button in buttons)

    def address_of(self, recipient: str) -> Mapping[str, str]:
        """Return the address of a conversation."""
        return {"service": self.values["service_url"], "to": recipient}

    async def call(self, address: Mapping[str, str], piece: Part) -> Call:
        """Return the request that sends a message."""
        activity: dict[str, Any] = {"type": "message", "text": piece.text, "textFormat": "xml"}
        if piece.buttons:
            buttons = [{"type": "imBack", "title": button, "value": button} for button in piece.buttons]
            card = {"contentType": "application/vnd.microsoft.card.hero", "content": {"buttons": buttons}}
            activity["attachments"] = [card]
        return Call(
            f"{address['service'].rstrip('/')}/v3/conversations/{address['to']}/activities",
            json=activity,
            headers=await self._token.headers(),
        )

    def failure(self, answer: Answer) -> Failure | None:
        """Have a token that is no longer good replaced."""
        return self._token.failure(answer)

    def _ask_for_token(self) -> Call:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.values["app_id"],
            "client_secret": self.values["app_password"],
            "scope": _SCOPE,
        }
        return Call(f"{self.values['login']}/{self.values['tenant']}/oauth2/v2.0/token", form=form)


def _as_typed(text: str) -> str:
    return re.sub(r"<at>[^<]*</at>", " ", text).replace("\xa0", " ").strip()


def _kind(activity: Mapping[str, Any]) -> str | None:
    for attachment in activity.get("attachments") or ():
        content_type = str(attachment.get("contentType", ""))
        # A message with its own marks comes a second time as HTML.
        if not content_type.startswith("text/html"):
            return _MEDIA.get(content_type.split("/")[0], "file")
    return None
