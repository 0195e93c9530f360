"""E-mail: in through a provider's webhook, out through SMTP, the alarm in the subject."""

from __future__ import annotations

import asyncio
import re
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP as SMTP_LINES
from email.policy import SMTPUTF8 as SMTPUTF8_LINES
from email.utils import formataddr, make_msgid, parseaddr

from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Call, Failure, NotDeliveredError, Retries
from bot.channels.messaging.fields import Field
from bot.channels.messaging.incoming import Incoming
from bot.channels.messaging.mail import is_automatic
from bot.channels.messaging.markup import HTML, PLAIN
from bot.channels.messaging.quoted import written
from bot.yamlfile import DataError

_SECONDS = 20.0
_SECURITY = ("starttls", "tls", "none")

SMTP = (
    Field("address", "EMAIL_ADDRESS", "the address that patients write to and answers come from"),
    Field("smtp_host", "SMTP_HOST", "the server that sends mail"),
    Field("smtp_port", "SMTP_PORT", "its port", "587"),
    Field("smtp_user", "SMTP_USER", "the user to log in as", ""),
    Field("smtp_password", "SMTP_PASSWORD", "that user's password", ""),
    Field("smtp_security", "SMTP_SECURITY", "starttls, tls or none", "starttls"),
)


class MailChannel(MessagingChannel):
    """What both providers' channels share; what a person wrote is a plain `Incoming` for the rest of the bot."""

    limit = 100_000
    recipient = "an e-mail address"
    largest_request = 32 * 1024 * 1024  # with attachments

    def __init__(self, values: Mapping[str, str], *, retries: Retries | None = None) -> None:
        super().__init__(values, retries=retries)
        if values["smtp_security"] not in _SECURITY or not values["smtp_port"].isdecimal():
            raise DataError(
                f"credentials.yml: {self.name()}: write smtp_security as one of {', '.join(_SECURITY)}, "
                "and smtp_port as a number, such as 587"
            )

    def incoming(
        self, *, id_: str, sender: str, subject: str, text: str, headers: Mapping[str, str], attachments: int
    ) -> Incoming | None:
        """Return a mail as a message; `None` where no person wrote it."""
        address = parseaddr(sender)[1]
        if is_automatic(headers, address) or address.casefold() == self.values["address"].casefold():
            return None
        words = written(subject, text)
        kind = "file" if attachments else None if words else "other"
        answer_to = {"to": address, "subject": " ".join(subject.split()), "message": id_}
        return Incoming(id_, address.casefold(), answer_to, words, kind)

    async def call(self, address: Mapping[str, str], piece: Part) -> Call:
        """Raise: mail is not sent by HTTP."""
        del address, piece
        raise NotDeliveredError("mail is sent by SMTP")

    def rendered(self, text: str) -> str:
        """Keep Markdown as it is, since a mail holds it in two forms."""
        return text

    async def transmit(
        self, address: Mapping[str, str], piece: Part, hurry: asyncio.Event | None = None
    ) -> None:
        """Send one mail, trying again where the server says that it may.

        Raises:
            NotDeliveredError: the server did not take it.
        """
        mail = self._mail(address, piece)

        async def attempt() -> Failure | None:
            return await asyncio.to_thread(self._send_once, mail)

        await self.retries.until_done(attempt, alarm=piece.alarm, hurry=hurry)

    def _mail(self, address: Mapping[str, str], piece: Part) -> EmailMessage:
        own = self.values["address"]
        mail = EmailMessage()
        mail["From"] = formataddr((self.settings.name, own))
        mail["To"] = address["to"]
        mail["Subject"] = _subject(address.get("subject", ""), piece, self.settings.name)
        mail["Message-ID"] = make_msgid(domain=own.rpartition("@")[2])
        mail["Auto-Submitted"] = "auto-replied"
        if answered := address.get("message"):
            mail["In-Reply-To"] = mail["References"] = answered
        if piece.alarm:
            mail["Importance"] = "high"
            mail["X-Priority"] = "1"
        mail.set_content(PLAIN.render(piece.text))
        mail.add_alternative(HTML.render(piece.text, self.numbers), subtype="html")
        return mail

    def _send_once(self, mail: EmailMessage) -> Failure | None:
        its = self.values
        try:
            with self._connect() as server:
                if its["smtp_security"] == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if its["smtp_user"]:
                    server.login(its["smtp_user"], its["smtp_password"])
                server.ehlo_or_helo_if_needed()
                recipient = _recipient(mail)
                options: list[str] = []
                if not recipient.isascii():
                    if not server.has_extn("smtputf8"):
                        return Failure("an address that the mail server cannot write", again=False)
                    options = ["SMTPUTF8"]
                policy = SMTPUTF8_LINES if options else SMTP_LINES
                # Not send_message, which writes ">" before a line that begins with "From ".
                server.sendmail(its["address"], [recipient], mail.as_bytes(policy=policy), options)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            return Failure(f"SMTP {code}", again=code < 500)
        except smtplib.SMTPResponseException as error:
            return Failure(f"SMTP {error.smtp_code}", again=error.smtp_code < 500)
        except (smtplib.SMTPException, OSError) as error:
            return Failure(type(error).__name__, again=True)
        except (UnicodeError, IndexError) as error:
            return Failure(type(error).__name__, again=False)
        return None

    def _connect(self) -> smtplib.SMTP:
        host, port = self.values["smtp_host"], int(self.values["smtp_port"])
        if self.values["smtp_security"] == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=_SECONDS)


def _recipient(mail: EmailMessage) -> str:
    """Return the address; a domain of other letters has a spelling that every server knows."""
    name, _, domain = mail["To"].addresses[0].addr_spec.rpartition("@")
    return f"{name}@{domain.encode('idna').decode()}"


def _subject(subject: str, piece: Part, clinic: str) -> str:
    """Return the subject of an answer; of an alarm its first sentence, which says what to do."""
    if piece.alarm:
        return " ".join(re.split(r"(?<=[.!?])\s", piece.text, maxsplit=1)[0].split())
    subject = subject or clinic
    return subject if subject.casefold().startswith("re:") else f"Re: {subject}"
