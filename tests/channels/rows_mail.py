"""E-mail through Mailgun and SendGrid, as their documentation shows their requests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from mail_server import MailServer
from row import Features, Req, Row, Sent
from signing_keys import elliptic_key

from bot.channels.mailgun import MailgunChannel
from bot.channels.sendgrid import SendGridChannel

_OWN = "ask@clinic.example"
_KEY = "test-signing-key"
_OUT_OF_OFFICE = {"Auto-Submitted": "auto-replied"}


class MailRow(Row):
    person = "sam@example.org"
    other_person = "kim@example.org"
    names_its_pause = False
    failures = ((451, {}, None), (421, {}, None))
    down = (451, {}, None)

    def fake(self) -> Any:
        return MailServer()

    def smtp(self, url: str) -> dict[str, Any]:
        host, port = url.split(":")
        return {"address": _OWN, "smtp_host": host, "smtp_port": port, "smtp_security": "none"}

    def text(self, words: str, *, id_: str = "1", person: str | None = None) -> Req:
        quoted = (
            "\r\n\r\nOn Mon, 5 Jan 2026 at 10:00, Clinic <ask@clinic.example> wrote:\r\n> I can't breathe\r\n"
        )
        return self.mail(id_, person or self.person, subject="Re: Your visit", body=words + quoted)

    def media(self) -> dict[str, Req]:
        return {
            "file": self.mail("f", self.person, subject="Re: Your visit", body="", attachments=1),
            "other": self.mail("o", self.person, subject="Re: Your visit", body="\r\n> hello\r\n"),
        }

    def ignored(self) -> dict[str, Req]:
        return {
            "an out-of-office note": self.mail("2", self.person, headers=_OUT_OF_OFFICE),
            "a bounce": self.mail("3", "MAILER-DAEMON@example.org"),
            "a mailing list": self.mail(
                "4", self.person, headers={"List-Id": "<l.example>", "Precedence": "list"}
            ),
            "the bot's own mail": self.mail("5", _OWN),
        }

    def sent(self, recorded: Any) -> Sent | None:
        mail: EmailMessage = recorded
        assert mail["From"].addresses[0].addr_spec == _OWN
        assert mail["Auto-Submitted"] == "auto-replied"
        plain = mail.get_body(("plain",))
        assert plain
        return Sent(
            mail["To"].addresses[0].addr_spec,
            plain.get_content().replace("\r\n", "\n").strip(),
            subject=mail["Subject"],
        )

    def mail(
        self,
        id_: str,
        sender: str,
        *,
        subject: str = "Hello",
        body: str = "hello",
        headers: dict[str, str] | None = None,
        attachments: int = 0,
        moment: float | None = None,
    ) -> Req:
        raise NotImplementedError


class Mailgun(MailRow):
    id = "mailgun"
    channel = MailgunChannel
    signature_header = "X-Signature"
    features = Features(
        page="email",
        signature="`signature` of the form (HMAC-SHA256)",
        buttons="numbered list",
        number="a link (HTML)",
        markup="plain text and HTML",
        replay="timestamp of 12 hours; token used once; message id",
    )

    def credentials(self, url: str) -> dict[str, Any]:
        return {"signing_key": _KEY, **self.smtp(url)}

    def mail(
        self,
        id_: str,
        sender: str,
        *,
        subject: str = "Hello",
        body: str = "hello",
        headers: dict[str, str] | None = None,
        attachments: int = 0,
        moment: float | None = None,
    ) -> Req:
        stamp, token = str(int(moment or time.time())), uuid.uuid4().hex
        form = {
            "recipient": _OWN,
            "sender": sender,
            "from": f"Sam <{sender}>",
            "subject": subject,
            "body-plain": body,
            "stripped-text": body,
            "Message-Id": f"<{id_}@mail.example.org>",
            "message-headers": json.dumps(
                [["Subject", subject], *([k, v] for k, v in (headers or {}).items())]
            ),
            "timestamp": stamp,
            "token": token,
            "signature": hmac.new(_KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest(),
        }
        if attachments:
            form["attachment-count"] = str(attachments)
        return Req(urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def replayed(self) -> Req | None:
        return self.mail("old", self.person, moment=time.time() - 2 * 24 * 3600)

    def unsigned(self, request: Req) -> Req:
        fields = request.body.split(b"&")
        return Req(
            b"&".join(field for field in fields if not field.startswith(b"signature=")), request.headers
        )

    def forged(self, request: Req) -> Req:
        return Req(request.body.replace(b"&token=", b"&token=0"), request.headers)


class SendGrid(MailRow):
    id = "sendgrid"
    channel = SendGridChannel
    signature_header = "X-Twilio-Email-Event-Webhook-Signature"
    features = Features(
        page="email",
        signature="`X-Twilio-Email-Event-Webhook-Signature` (ECDSA)",
        buttons="numbered list",
        number="a link (HTML)",
        markup="plain text and HTML",
        replay="timestamp of 4 days; message id",
    )

    def credentials(self, url: str) -> dict[str, Any]:
        public = elliptic_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {"public_key": base64.b64encode(public).decode(), **self.smtp(url)}

    def mail(
        self,
        id_: str,
        sender: str,
        *,
        subject: str = "Hello",
        body: str = "hello",
        headers: dict[str, str] | None = None,
        attachments: int = 0,
        moment: float | None = None,
    ) -> Req:
        lines = {"Message-ID": f"<{id_}@mail.example.org>", "Subject": subject, **(headers or {})}
        fields = {
            "headers": "".join(f"{name}: {value}\n" for name, value in lines.items()),
            "to": _OWN,
            "from": f"Sam <{sender}>",
            "subject": subject,
            "text": body,
            "attachments": str(attachments),
            "envelope": json.dumps({"to": [_OWN], "from": sender}),
            "charsets": json.dumps({"to": "UTF-8", "subject": "UTF-8", "from": "UTF-8", "text": "utf-8"}),
        }
        parts = [
            f'--xYzZY\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
            + value.encode()
            + b"\r\n"
            for name, value in fields.items()
        ]
        if attachments:
            head = b'--xYzZY\r\nContent-Disposition: form-data; name="attachment1"; filename="a.jpg"\r\n'
            parts.append(head + b"Content-Type: image/jpeg\r\n\r\n" + b"\xff\xd8" * 60_000 + b"\r\n")
        content = b"".join(parts) + b"--xYzZY--\r\n"
        stamp = str(int(moment or time.time()))
        signature = elliptic_key().sign(stamp.encode() + content, ec.ECDSA(SHA256()))
        return Req(
            content,
            {
                self.signature_header: base64.b64encode(signature).decode(),
                "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
                "Content-Type": "multipart/form-data; boundary=xYzZY",
            },
        )

    def replayed(self) -> Req | None:
        return self.mail("old", self.person, moment=time.time() - 30 * 24 * 3600)
