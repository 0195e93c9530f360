"""What a platform hands over, in one form for all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

GREETING = "hello"
"""What is said for a person who opens the chat without a word, such as by a button "Start"."""

_BEGINNING, _END = 7_500, 2_500


@dataclass(frozen=True)
class Incoming:
    """One thing that a person sent.

    `id` is the same each time the platform delivers it; `person` is the platform's id of who wrote; `address` is what
    the channel needs to answer. `kind` is what was sent besides words (a key of `media` in words.yml), or `None`.
    """

    id: str
    person: str
    address: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    kind: str | None = None

    def shortened(self) -> Incoming:
        """Return it with no more words than can be judged while others wait: a long text's beginning and end.

        What is longer than the gate's `TOO_LONG` is not answered but only judged: nobody misses what is left out.
        """
        if len(self.text) <= _BEGINNING + _END:
            return self
        return replace(self, text=f"{self.text[:_BEGINNING]}\n{self.text[-_END:]}")

    def as_json(self) -> str:
        """Return all of it as text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Incoming:
        """Read what `as_json` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Lost:
    """A platform's report that an alarm did not arrive: which message of the bot's, and why."""

    message: str
    kind: str


class RefusedError(Exception):
    """A request that is not from the platform; `status` is the HTTP status to refuse it with, the text says why."""

    def __init__(self, why: str, status: int = 403) -> None:
        super().__init__(why)
        self.status = status
