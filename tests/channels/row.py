"""What the contract suite must be told of a channel: one row a channel."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from platform_fakes import FakePlatform, Recorded

from bot.channels.messaging.channel import MessagingChannel

PUBLIC_URL = "https://bot.clinic.example"


@dataclass(frozen=True)
class Req:
    """A request of the platform to the bot's webhook."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"
    query: str = ""

    def without(self, header: str) -> Req:
        return replace(self, headers={name: value for name, value in self.headers.items() if name != header})

    def with_header(self, header: str, value: str) -> Req:
        return replace(self, headers={**self.headers, header: value})


@dataclass(frozen=True)
class Sent:
    """A message that reached the platform."""

    to: str
    text: str
    buttons: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True)
class Features:
    """What the table in docs/integrations/README.md says of a channel; the contract suite shows that it is so."""

    page: str
    signature: str
    buttons: str
    number: str
    markup: str
    replay: str
    keywords: str = "–"


class Row:
    """One channel: its settings, its platform's requests, and how to read what it sends."""

    id: ClassVar[str]
    channel: ClassVar[type[MessagingChannel]]
    features: ClassVar[Features]
    signature_header: ClassVar[str]
    person: ClassVar[str] = "person-1"
    other_person: ClassVar[str] = "person-2"
    unsigned_status: ClassVar[int] = 401
    shows_four_topics_as_buttons: ClassVar[bool] = False
    names_its_pause: ClassVar[bool] = True
    calls_numbers: ClassVar[str | None] = None
    failures: ClassVar[Sequence[tuple[int, dict[str, str], Any]]] = (
        (429, {"Retry-After": "7"}, {}),
        (500, {}, {}),
    )
    down: ClassVar[tuple[int, dict[str, str], Any]] = (503, {}, {})

    def fake(self) -> Any:
        """Return the platform, yet to be started."""
        return FakePlatform(self.answer, lambda recorded: self.sent(recorded) is not None)

    def answer(self, recorded: Recorded) -> Any:
        """Return the platform's JSON to a request that it takes."""
        return {}

    def credentials(self, url: str) -> dict[str, Any]:
        """Return the channel's part of credentials.yml, with the platform at `url`."""
        raise NotImplementedError

    def text(self, words: str, *, id_: str = "1", person: str | None = None) -> Req:
        """Return the platform's request for a message of words."""
        raise NotImplementedError

    def media(self) -> dict[str, Req]:
        """Return requests for what is no text, by their kind."""
        raise NotImplementedError

    def press(self, words: str) -> Req | None:
        """Return the request for a button that is pressed, where the platform has buttons."""
        return None

    def ignored(self) -> dict[str, Req]:
        """Return requests that are no person's message: the bot's own, edits, receipts, typing."""
        return {}

    def handshakes(self) -> dict[str, tuple[Req, int, str]]:
        """Return the platform's checks of the address, right and wrong: request, status, words of the answer."""
        return {}

    def replayed(self) -> Req | None:
        """Return a request that was signed long ago, where the signature tells when."""
        return None

    def forged(self, request: Req) -> Req:
        """Return the request with another signature than the platform's."""
        signature = request.headers[self.signature_header]
        middle = len(signature) // 2
        wrong = "0" if signature[middle] != "0" else "1"
        return request.with_header(
            self.signature_header, signature[:middle] + wrong + signature[middle + 1 :]
        )

    def unsigned(self, request: Req) -> Req:
        """Return the request without its signature."""
        return request.without(self.signature_header)

    def sent(self, recorded: Any) -> Sent | None:
        """Read a message from what the platform received; `None` where it is none."""
        raise NotImplementedError


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
