"""The topics a patient can ask about, as a button shows them."""

from __future__ import annotations

from pathlib import Path

import pydantic

from bot import repeats, yamlfile

TOPICS = Path("data", "topics.yml")

OTHER_KINDS = (
    "medical_advice",
    "crisis",
    "human_handoff",
    "source",
    "capabilities",
    "bot_identity",
    "privacy",
    "smalltalk",
    "follow_up",
    "symptom_report",
    "out_of_scope",
)
"""The kinds of message that no part of the article answers; with the topics, all the bot's intents."""


class _Frozen(pydantic.BaseModel):
    class Config:
        """An unknown key is an error, and nothing changes while the bot runs."""

        extra = "forbid"
        frozen = True
        min_anystr_length = 1


class Offer(_Frozen):
    """What is offered where a message is unclear: its intent and its words on a button."""

    id: str
    title: str


class Topic(Offer):
    """A topic of the article, with its words in a sentence.

    The answers of a `side_effect` end with when to call a professional; one that is `asked_often` is offered to a
    patient who names no topic.
    """

    description: str
    side_effect: bool = False
    asked_often: bool = False


class Topics(_Frozen):
    """The article's topics, in the order in which they are offered, and what else may be offered."""

    topics: tuple[Topic, ...]
    offers: tuple[Offer, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The topics' ids, which are the names of their intents."""
        return tuple(topic.id for topic in self.topics)

    @property
    def choices(self) -> tuple[Offer, ...]:
        """All that has words for a button."""
        return (*self.topics, *self.offers)

    def __contains__(self, topic_id: object) -> bool:
        return topic_id in self.ids

    def title(self, topic_id: str) -> str:
        """Return the words for the topic's button.

        Raises:
            KeyError: there is no such topic.
        """
        for choice in self.choices:
            if choice.id == topic_id:
                return choice.title
        raise KeyError(f"no topic {topic_id!r}; there are {', '.join(choice.id for choice in self.choices)}")

    def titled(self, text: str) -> str | None:
        """Return the id of the topic whose button says `text`, however it is spaced or capitalised."""
        wanted = " ".join(text.split()).casefold()
        return next((choice.id for choice in self.choices if choice.title.casefold() == wanted), None)


def load_topics(root: Path) -> Topics:
    """Read `data/topics.yml` in `root`.

    Raises:
        bot.yamlfile.DataError: the file is not valid, or two topics have one id or one title.
    """
    path = root / TOPICS
    topics = yamlfile.load(path, Topics)
    repeats.refuse(path, "topics", "id", "title")
    return topics
