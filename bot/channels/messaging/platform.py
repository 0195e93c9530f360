"""What a platform's channel says about its platform: how a request is signed, what is in it, how a message is sent."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from rasa.core.channels.channel import InputChannel
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.article import load_article
from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Answer, Call, Failure, Http, Retries, usual_failure
from bot.channels.messaging.fields import Field, read_fields
from bot.channels.messaging.incoming import Incoming, Lost
from bot.channels.messaging.markup import PLAIN, Markup
from bot.channels.messaging.words import load_words
from bot.responses import load_responses
from bot.settings import load_settings

PlatformT = TypeVar("PlatformT", bound="Platform")

COMMON = (
    Field(
        "public_url",
        "BOT_PUBLIC_URL",
        "the bot's address as the platform calls it, such as https://bot.example",
        "",
    ),
    Field("store", "BOT_MESSAGING", "the SQLite file of the messaging channels", ""),
    Field("project", "", "the folder of clinic.yml", "."),
)


class Platform(InputChannel):
    """How one platform differs from the others.

    `label` is its name for people, `fields` are its settings, `limit` is the most characters of one message as counted
    by `length`, `recipient` says what a recipient is. With `carrier_words` STOP, START and HELP are obeyed.
    """

    label: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    limit: ClassVar[int]
    recipient: ClassVar[str]
    markup: ClassVar[Markup] = PLAIN
    carrier_words: ClassVar[bool] = False
    largest_request: ClassVar[int] = 4 * 1024 * 1024

    def __init__(self, values: Mapping[str, str], *, retries: Retries | None = None) -> None:
        self.values = values
        root = Path(values["project"])
        self.settings = load_settings(root)
        self.responses = load_responses(root, self.settings)
        self.article = load_article(root)
        self.words = load_words(self.settings)
        self.retries = retries or Retries()
        self.http = Http()

    @classmethod
    def all_fields(cls) -> tuple[Field, ...]:
        """Return the channel's own settings, and those that all channels have."""
        own = {field.key for field in cls.fields}
        return (*cls.fields, *(field for field in COMMON if field.key not in own))

    @classmethod
    def from_credentials(cls: type[PlatformT], credentials: Mapping[str, Any] | None) -> PlatformT:
        """Create the channel from its part of `credentials.yml` and the environment.

        Raises:
            bot.yamlfile.DataError: a setting is missing or not known; says what to write.
        """
        return cls(read_fields(cls.name(), cls.all_fields(), credentials or {}, os.environ))

    @property
    def webhook(self) -> str:
        """The address that the platform calls."""
        return f"{self.values['public_url'].rstrip('/')}/webhooks/{self.url_prefix()}/webhook"

    @abstractmethod
    async def verify(self, request: Request) -> None:
        """Check that the platform sent the request.

        Raises:
            RefusedError: it did not, or it is an old one sent again.
        """

    @abstractmethod
    def read(self, request: Request) -> Sequence[Incoming]:
        """Return what people sent in a verified request, in order; what is not a person's message is left out."""

    @abstractmethod
    async def call(self, address: Mapping[str, str], piece: Part) -> Call:
        """Return the request that sends a message, whose text is in the platform's form and within its limit.

        Raises:
            NotDeliveredError: the platform will not have it.
        """

    def address_of(self, recipient: str) -> Mapping[str, str]:
        """Return the address of a recipient that a person named, for a test message."""
        return {"to": recipient}

    def has_buttons_for(self, buttons: Sequence[str]) -> bool:
        """Return whether the platform can show these as buttons; else they become a numbered list."""
        del buttons
        return False

    def length(self, text: str) -> int:
        """Return the length of a text as the platform counts it."""
        return len(text)

    def handshake(self, request: Request) -> HTTPResponse:
        """Answer the GET by which some platforms check the address."""
        del request
        return response.json({"status": "ok"})

    def at_once(self, request: Request) -> HTTPResponse | None:
        """Return the answer to a verified request that asks for more than to be taken, if it does."""
        del request
        return None

    def lost_alarms(self, request: Request) -> Sequence[Lost]:
        """Return, of a verified request, alarms that the platform had taken and that did not arrive after all."""
        del request
        return ()

    def taken(self) -> HTTPResponse:
        """Return the answer to a request that was taken."""
        return response.json({"status": "ok"})

    def failure(self, answer: Answer) -> Failure | None:
        """Return why a call failed, or `None` where it did not."""
        return usual_failure(answer)

    async def acknowledge(self, incoming: Incoming) -> None:
        """Do what the platform wants once a message is read, such as ending a button's spinning."""
