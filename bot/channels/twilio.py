"""SMS and WhatsApp through Twilio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse
from twilio.request_validator import RequestValidator

from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Answer, Call, Failure, usual_failure
from bot.channels.messaging.fields import Field
from bot.channels.messaging.incoming import Incoming, Lost, RefusedError
from bot.channels.messaging.signatures import form_of

_KINDS = {"audio": "voice", "image": "picture", "video": "video", "application": "file", "text": "file"}
_TYPES = {"sticker": "sticker", "contacts": "contact", "reaction": "reaction"}
_LOST = ("failed", "undelivered")


class TwilioChannel(MessagingChannel):
    """Twilio's webhook for SMS and WhatsApp numbers; answers come from the number that was written to.

    Rasa's own connector checks no signature, holds up the bot while it sends, and fails on a message without text.
    """

    label = "SMS and WhatsApp (Twilio)"
    fields = (
        Field("account_sid", "TWILIO_ACCOUNT_SID", "Account SID on the console's first page: AC…"),
        Field("auth_token", "TWILIO_AUTH_TOKEN", "Auth Token on the console's first page"),
        Field("twilio_number", "TWILIO_NUMBER", "your number: +44…, or whatsapp:+44…"),
        Field(
            "public_url", "BOT_PUBLIC_URL", "the bot's address as Twilio calls it, which is signed: https://…"
        ),
        Field("api", "TWILIO_API", "Twilio's interface", "https://api.twilio.com"),
    )
    limit = 1600
    recipient = "a number: +447700900123, or whatsapp:+447700900123"
    carrier_words = True

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "twilio"

    async def verify(self, request: Request) -> None:
        """Check X-Twilio-Signature over the address and all fields of the form."""
        signature = request.headers.get("X-Twilio-Signature")
        if not signature:
            raise RefusedError("it is not signed", 401)
        validator = RequestValidator(self.values["auth_token"])
        if not validator.validate(self.webhook, form_of(request.body), signature):
            raise RefusedError("its signature is wrong (is public_url the address that Twilio calls?)")

    def read(self, request: Request) -> Sequence[Incoming]:
        """Read a message; reports on messages of the bot's own have none."""
        form = form_of(request.body)
        if "MessageStatus" in form or not form.get("From"):
            return ()
        address = {"to": form["From"], "from": form.get("To") or self.values["twilio_number"]}
        if form.get("OptOutType"):
            address["opt_out"] = form["OptOutType"].casefold()
        return [Incoming(form["MessageSid"], form["From"], address, form.get("Body", ""), _kind(form))]

    def lost_alarms(self, request: Request) -> Sequence[Lost]:
        """Read a report that an alarm did not arrive; reports are asked for on alarms alone."""
        form = form_of(request.body)
        if form.get("MessageStatus") not in _LOST:
            return []
        kind = f"Twilio {form.get('ErrorCode', '')} ({form['MessageStatus']})"
        return [Lost(form.get("MessageSid") or form.get("SmsSid", ""), kind)]

    def taken(self) -> HTTPResponse:
        """Return an answer that has Twilio send nothing."""
        return response.text("<Response></Response>", content_type="text/xml")

    async def call(self, address: Mapping[str, str], piece: Part) -> Call:
        """Return the request that sends a message."""
        account = self.values["account_sid"]
        form = {
            "To": address["to"],
            "From": address.get("from", self.values["twilio_number"]),
            "Body": piece.text,
        }
        if piece.alarm:
            form["StatusCallback"] = self.webhook
        return Call(
            f"{self.values['api']}/2010-04-01/Accounts/{account}/Messages.json",
            form=form,
            auth=(account, self.values["auth_token"]),
        )

    def failure(self, answer: Answer) -> Failure | None:
        """Name a failure by Twilio's own code."""
        failure = usual_failure(answer)
        if failure and isinstance(answer.body, dict) and "code" in answer.body:
            return Failure(f"{failure.kind}, Twilio {answer.body['code']}", failure.again, failure.after)
        return failure


def _kind(form: Mapping[str, str]) -> str | None:
    if form.get("Latitude") and form.get("Longitude"):
        return "location"
    if known := _TYPES.get(form.get("MessageType", "")):
        return known
    if form.get("NumMedia", "0") not in ("", "0"):
        return _KINDS.get(form.get("MediaContentType0", "").split("/")[0], "file")
    return None
