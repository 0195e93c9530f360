"""SMS and WhatsApp through Twilio, as Twilio's documentation shows its requests."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from platform_fakes import Recorded
from row import PUBLIC_URL, Features, Req, Row, Sent, basic
from twilio.request_validator import RequestValidator

from bot.channels.twilio import TwilioChannel

_ACCOUNT, _TOKEN = "AC" + "0" * 32, "test-auth-token"
_KEYWORDS = "STOP, START, HELP"


class TwilioSms(Row):
    id = "twilio-sms"
    channel = TwilioChannel
    features = Features(
        page="twilio",
        signature="`X-Twilio-Signature` (HMAC-SHA1)",
        buttons="numbered list",
        number="digits, which the phone recognises",
        markup="plain text",
        replay="message id",
        keywords=_KEYWORDS,
    )
    signature_header = "X-Twilio-Signature"
    person = "+447700900123"
    other_person = "+447700900456"
    number = "+447700900999"

    def answer(self, recorded: Recorded) -> Any:
        return {"sid": "SM" + "f" * 32, "status": "queued"}

    def credentials(self, url: str) -> dict[str, Any]:
        return {"account_sid": _ACCOUNT, "auth_token": _TOKEN, "twilio_number": self.number, "api": url}

    def text(self, words: str, *, id_: str = "1", person: str | None = None) -> Req:
        return self.signed(self.form(id_, person or self.person, Body=words))

    def media(self) -> dict[str, Req]:
        def of(content_type: str) -> Req:
            return self.signed(
                self.form(
                    "m-" + content_type, self.person, Body="", NumMedia="1", MediaContentType0=content_type
                )
            )

        return {
            "voice": of("audio/ogg"),
            "picture": of("image/jpeg"),
            "video": of("video/mp4"),
            "file": of("text/vcard"),
        }

    def ignored(self) -> dict[str, Req]:
        report = {"MessageSid": "SM9", "MessageStatus": "delivered", "To": self.person, "From": self.number}
        return {"a report that a message was delivered": self.signed(report)}

    def sent(self, recorded: Recorded) -> Sent | None:
        assert recorded.path == f"/2010-04-01/Accounts/{_ACCOUNT}/Messages.json"
        assert recorded.headers["Authorization"] == basic(_ACCOUNT, _TOKEN)
        assert recorded.body["From"] == self.number
        return Sent(recorded.body["To"], recorded.body["Body"])

    def form(self, id_: str, person: str, **fields: str) -> dict[str, str]:
        """Return a form as Twilio sends it, empty fields and all."""
        return {
            "ToCountry": "GB",
            "ToState": "",
            "SmsMessageSid": "SM" + id_,
            "NumMedia": "0",
            "ToCity": "",
            "FromZip": "",
            "SmsSid": "SM" + id_,
            "FromState": "",
            "SmsStatus": "received",
            "FromCity": "",
            "FromCountry": "GB",
            "To": self.number,
            "ToZip": "",
            "NumSegments": "1",
            "MessageSid": "SM" + id_,
            "AccountSid": _ACCOUNT,
            "From": person,
            "ApiVersion": "2010-04-01",
            **fields,
        }

    def signed(self, form: dict[str, str]) -> Req:
        signature = RequestValidator(_TOKEN).compute_signature(f"{PUBLIC_URL}/webhooks/twilio/webhook", form)
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        return Req(urlencode(form).encode(), headers)


class TwilioWhatsApp(TwilioSms):
    id = "twilio-whatsapp"
    person = "whatsapp:+447700900123"
    other_person = "whatsapp:+447700900456"
    number = "whatsapp:+447700900999"

    def media(self) -> dict[str, Req]:
        place = self.form(
            "place", self.person, Body="", MessageType="location", Latitude="51.5", Longitude="-0.1"
        )
        sticker = self.form(
            "st", self.person, Body="", MessageType="sticker", NumMedia="1", MediaContentType0="image/webp"
        )
        return {**super().media(), "location": self.signed(place), "sticker": self.signed(sticker)}
