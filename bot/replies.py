"""What a reply is, whatever the channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict

from bot.safety import Assessment, Urgency


@dataclass(frozen=True)
class Message:
    """One bubble of a reply. `buttons` are the words on them, which are also what pressing one sends."""

    text: str
    buttons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    topic: str | None = None
    aspect: str | None = None
    options: tuple[str, ...] = ()
    deferral: Urgency | None = None

    @classmethod
    def from_rasa(cls, message: Mapping[str, Any]) -> Message | None:
        """Read what Rasa would send to a channel; `None` where it holds no words."""
        text = (message.get("text") or "").strip()
        if not text:
            return None
        about = message.get("metadata") or {}
        return cls(
            text=text,
            buttons=tuple(button["title"] for button in message.get("buttons") or ()),
            sources=tuple(about.get("sources") or ()),
            topic=about.get("topic"),
            aspect=about.get("aspect"),
            options=tuple(about.get("options") or ()),
            deferral=Urgency(about["urgency"]) if about.get("urgency") else None,
        )


class Votes(TypedDict, total=False):
    """The level that each voter on the urgency gave, the higher, and the classifier's probability of each level."""

    level: str
    rules: str
    classifier: str
    probabilities: Mapping[str, float]


@dataclass(frozen=True)
class Reply:
    """The whole reply to one message, and what the message was understood as.

    `votes` is `None` where Rasa did not judge the message. `guarded` tells that the assistant put the deferral first,
    not Rasa; `faults` names what failed below, each by its part and kind.
    """

    messages: tuple[Message, ...]
    assessment: Assessment
    urgency: Urgency = Urgency.NONE
    topic: str | None = None
    aspect: str | None = None
    confidence: float = 0.0
    options: tuple[str, ...] = ()
    ranking: tuple[tuple[str, float], ...] = ()
    votes: Votes | None = None
    guarded: bool = False
    faults: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The passages that the reply rests on, each once, in the order in which they are used."""
        return tuple(dict.fromkeys(source for message in self.messages for source in message.sources))

    @property
    def buttons(self) -> tuple[str, ...]:
        """The words on all buttons, in order."""
        return tuple(button for message in self.messages for button in message.buttons)

    def deferred_by(self, deferral: Message) -> Reply:
        """Return this reply with `deferral` as its first message, and without another of that text."""
        others = (message for message in self.messages if message.text != deferral.text)
        return replace(self, messages=(deferral, *others), guarded=True)

    def as_dict(self) -> dict[str, Any]:
        """Return the reply in the form of `bot ask --jsonl`."""
        return {
            "topic": self.topic,
            "urgency": self.urgency.value,
            "confidence": round(self.confidence, 4),
            "options": list(self.options),
            "replies": [message.text for message in self.messages],
            "sources": list(self.sources),
            "buttons": list(self.buttons),
        }

    def explained(self) -> dict[str, Any]:
        """Return why the reply has its urgency, in the form of `bot ask --jsonl --explain`."""
        votes = self.votes or {}
        return {
            "findings": [
                {
                    "flag": finding.flag,
                    "urgency": finding.urgency.value,
                    "said": finding.said.value,
                    "words": finding.words,
                    "start": finding.start,
                    "end": finding.end,
                    "cue": finding.cue,
                }
                for finding in self.assessment.findings
            ],
            "votes": {
                "rules": votes.get("rules", self.assessment.urgency.value),
                "classifier": votes.get("classifier"),
            },
            "probabilities": dict(votes.get("probabilities") or {}),
        }


def topic_of(messages: Sequence[Message], read_as: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Return the topic that the messages answer, or else the topics that they offer.

    Of several that they answer it is the one that the whole message was `read_as`, or else the first.
    """
    answers = [message for message in messages if message.deferral is None]
    if read_as in {message.topic for message in answers}:
        return read_as, ()
    for message in answers:
        if message.options and message.topic is None:
            return None, message.options
        if message.topic:
            return message.topic, ()
    return next((message.topic for message in messages if message.topic), None), ()
