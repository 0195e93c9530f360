"""E-mail that Mailgun takes in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from sanic.request import Request

from bot.channels.mail import SMTP, MailChannel
from bot.channels.messaging.fields import Field
from bot.channels.messaging.html_words import words_of_html
from bot.channels.messaging.incoming import Incoming, RefusedError
from bot.channels.messaging.multipart import fields_of, some_fields
from bot.channels.messaging.signatures import check_fresh, same, sha256

_SIGNED = frozenset({"signature", "timestamp", "token"})
_SECONDS_OF_REDELIVERY = 12 * 60 * 60


class MailgunChannel(MailChannel):
    """A route of Mailgun's that forwards mail to the webhook."""

    label = "E-mail (Mailgun)"
    fields = (
        Field("signing_key", "MAILGUN_SIGNING_KEY", "HTTP webhook signing key, under API Security"),
        *SMTP,
    )

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "mailgun"

    async def verify(self, request: Request) -> None:
        """Check the signature over moment and token, and that the token comes with one mail only."""
        content_type = request.headers.get("content-type", "")
        signed = await asyncio.to_thread(some_fields, content_type, request.body, _SIGNED)
        token, moment = signed.get("token", ""), signed.get("timestamp", "")
        if not signed.get("signature"):
            raise RefusedError("it is not signed", 401)
        if not same(signed["signature"], sha256(self.values["signing_key"], f"{moment}{token}".encode())):
            raise RefusedError("its signature is wrong")
        check_fresh(moment, _SECONDS_OF_REDELIVERY)
        form = request.ctx.form = await asyncio.to_thread(fields_of, content_type, request.body)
        # The signature does not cover the mail: a token that is used again must come with the same one.
        if not await self.memory.note(f"token:{token}") and not await self.memory.knows(_id(form)):
            raise RefusedError("its token has been used")

    def read(self, request: Request) -> Sequence[Incoming]:
        """Read the mail."""
        form: dict[str, str] = request.ctx.form
        mail = self.incoming(
            id_=_id(form),
            sender=form.get("from") or form.get("sender", ""),
            subject=form.get("subject", ""),
            text=form.get("body-plain") or words_of_html(form.get("body-html", "")),
            headers=dict(json.loads(form.get("message-headers") or "[]")),
            attachments=int(form.get("attachment-count") or 0),
        )
        return [mail] if mail else ()


def _id(form: dict[str, str]) -> str:
    return form.get("Message-Id") or f"<{form.get('token')}@mailgun>"
