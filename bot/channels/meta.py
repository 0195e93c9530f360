"""What Meta's platforms share: the signature, the handshake, the Graph interface."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messaging.delivery import Answer, Failure, usual_failure
from bot.channels.messaging.fields import Field
from bot.channels.messaging.incoming import Incoming, RefusedError
from bot.channels.messaging.signatures import same, sha256

GRAPH = Field(
    "api", "META_GRAPH_API", "the Graph interface with its version", "https://graph.facebook.com/v21.0"
)
_SECONDS_OF_REDELIVERY = 8 * 24 * 60 * 60
_TOO_MANY = {4, 17, 32, 613, 80006, 80007, 130429, 131056}


class MetaChannel(MessagingChannel):
    """A webhook of the Graph interface; settings `secret`, `verify` and `api` are the same for all."""

    async def verify(self, request: Request) -> None:
        """Check X-Hub-Signature-256 over the body."""
        signature = request.headers.get("X-Hub-Signature-256")
        if not signature:
            raise RefusedError("it is not signed", 401)
        if not same(signature, f"sha256={sha256(self.values['secret'], request.body)}"):
            raise RefusedError("its signature is wrong")
        happened = self.events(request.json)
        if happened and all(_is_old(event) for event in happened):
            raise RefusedError("it is an old request sent again")

    def read(self, request: Request) -> Sequence[Incoming]:
        """Read the events that people caused, each by itself; an old one in a batch is sent again."""
        return self.each(self.incoming, (event for event in self.events(request.json) if not _is_old(event)))

    def events(self, body: object) -> list[dict[str, Any]]:
        """Return what happened, in order, each in the platform's own form."""
        raise NotImplementedError

    def incoming(self, event: Mapping[str, Any]) -> Incoming | None:
        """Return what a person did, `None` where none did."""
        raise NotImplementedError

    def handshake(self, request: Request) -> HTTPResponse:
        """Answer Meta's check of the address, which knows the `verify` token."""
        known = same(request.args.get("hub.verify_token"), self.values["verify"])
        if request.args.get("hub.mode") != "subscribe" or not known:
            raise RefusedError("the verify token is wrong")
        return response.text(request.args.get("hub.challenge", ""))

    def failure(self, answer: Answer) -> Failure | None:
        """Name a failure by Meta's own code; too many messages come as one of them."""
        failure = usual_failure(answer)
        error = answer.body.get("error") if isinstance(answer.body, dict) else None
        if failure and isinstance(error, dict):
            again = failure.again or error.get("code") in _TOO_MANY or bool(error.get("is_transient"))
            return Failure(f"{failure.kind}, Meta {error.get('code')}", again, failure.after)
        return failure


def dicts(within: object, key: str) -> list[dict[str, Any]]:
    """Return the objects in the list under `key`; none where there is no such list."""
    found = within.get(key) if isinstance(within, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _is_old(event: Mapping[str, Any]) -> bool:
    """Return whether an event happened before Meta would give up sending it: it may have been forgotten here."""
    moment = str(event.get("timestamp"))
    if not moment.isdecimal():
        return False
    value = float(moment)
    return time.time() - (value / 1000 if value > 1e11 else value) > _SECONDS_OF_REDELIVERY
