"""E-mail that SendGrid's Inbound Parse takes in."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from email.parser import HeaderParser

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from sanic.request import Request

from bot.channels.mail import SMTP, MailChannel
from bot.channels.messaging.delivery import Retries
from bot.channels.messaging.fields import Field
from bot.channels.messaging.html_words import words_of_html
from bot.channels.messaging.incoming import Incoming, RefusedError
from bot.channels.messaging.multipart import fields_of
from bot.channels.messaging.signatures import check_fresh
from bot.yamlfile import DataError

_SECONDS_OF_REDELIVERY = 4 * 24 * 60 * 60


class SendGridChannel(MailChannel):
    """A Parse setting with a security policy that signs."""

    label = "E-mail (SendGrid)"
    fields = (
        Field("public_key", "SENDGRID_PUBLIC_KEY", "public key of the security policy of the Parse setting"),
        *SMTP,
    )

    def __init__(self, values: Mapping[str, str], *, retries: Retries | None = None) -> None:
        super().__init__(values, retries=retries)
        self._key = _public_key(values["public_key"])

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "sendgrid"

    async def verify(self, request: Request) -> None:
        """Check the ECDSA signature over moment and body."""
        signature = request.headers.get("X-Twilio-Email-Event-Webhook-Signature")
        moment = request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp")
        if not signature:
            raise RefusedError("it is not signed", 401)
        check_fresh(moment, _SECONDS_OF_REDELIVERY)
        try:
            signed = str(moment).encode() + request.body
            given = base64.b64decode(signature)
            await asyncio.to_thread(self._key.verify, given, signed, ec.ECDSA(SHA256()))
        except (InvalidSignature, binascii.Error):
            raise RefusedError("its signature is wrong") from None
        content_type = request.headers.get("content-type", "")
        request.ctx.form = await asyncio.to_thread(fields_of, content_type, request.body)

    def read(self, request: Request) -> Sequence[Incoming]:
        """Read the mail."""
        form: dict[str, str] = request.ctx.form
        headers = dict(HeaderParser().parsestr(form.get("headers", "")).items())
        by_name = {name.casefold(): value for name, value in headers.items()}
        mail = self.incoming(
            id_=by_name.get("message-id") or f"<{hashlib.sha256(request.body).hexdigest()[:32]}@sendgrid>",
            sender=form.get("from", ""),
            subject=form.get("subject", ""),
            text=form.get("text") or words_of_html(form.get("html", "")),
            headers=headers,
            attachments=int(form.get("attachments") or 0),
        )
        return [mail] if mail else ()


def _public_key(text: str) -> ec.EllipticCurvePublicKey:
    try:
        key = load_der_public_key(base64.b64decode(text))
    except ValueError:
        key = None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise DataError(
            "credentials.yml: sendgrid: public_key is none; copy it from the answer that made the policy"
        )
    return key
