"""What Meta's platforms share: the signature, the handshake, the Graph interface."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messaging.delivery import Answer, Failure, usual_failure
from bot.channels.messaging.fields import Field
from bot.channels.messaging.incoming import RefusedError
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
        for moment in self.moments(request):
            # Meta sends again for a week; what is older is a replay, which may have been forgotten here.
            if time.time() - moment > _SECONDS_OF_REDELIVERY:
                raise RefusedError("it is an old request sent again")

    def moments(self, request: Request) -> list[float]:
        """Return when the signed events happened, in seconds since 1970."""
        body = request.json if isinstance(request.json, dict) else {}
        moments = (event.get("timestamp") for event in self.events(body))
        return [seconds(moment) for moment in moments if str(moment).isdecimal()]

    def events(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return what happened, in order, each in the platform's own form."""
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


def seconds(moment: object) -> float:
    """Return a moment in seconds since 1970, where Meta gave it in those or in milliseconds."""
    value = float(str(moment))
    return value / 1000 if value > 1e11 else value
