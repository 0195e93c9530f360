"""Splitting a message into the questions it may hold, for messages that ask two things."""

from __future__ import annotations

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.asking import ASKS
from bot.nlu.untrained import UntrainedComponent

CLAUSES = "clauses"

_SENTENCE = re.compile(r"(?<=[.?!;])\s+|\n+")
_JOINED_QUESTION = re.compile(
    rf"(?:,|\s+-)?\s+(?:and(?:\s+also)?|also|plus|or)\s+(?=(?:{ASKS})\b)|,\s+(?=(?:{ASKS})\b)",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(r"(?:and|or|what about|how about)\b.*\?$", re.IGNORECASE)  # "And tumours?"
_LEAST_WORDS, _LEAST_OF_AN_ELLIPSIS = 3, 2
_MOST_CLAUSES = 6


def split(text: str) -> list[str]:
    """Return the clauses of `text` that could each be a question; empty where there are fewer than two."""
    parts = [part.strip() for sentence in _SENTENCE.split(text) for part in _JOINED_QUESTION.split(sentence)]
    clauses = [
        part
        for part in parts
        if len(part.split()) >= (_LEAST_OF_AN_ELLIPSIS if _ELLIPSIS.match(part) else _LEAST_WORDS)
    ]
    return clauses[:_MOST_CLAUSES] if len(clauses) > 1 else []


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ClauseSplitter(UntrainedComponent):
    """Gives each message its clauses as messages of their own, for the components after it to read."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `clauses` on every message that has at least two."""
        for message in messages:
            if clauses := split(message.get(TEXT) or ""):
                message.set(CLAUSES, [Message({TEXT: clause}) for clause in clauses])
        return messages


def with_clauses(messages: list[Message]) -> list[Message]:
    """Return the messages and, after them, all their clauses: what a component of the pipeline reads."""
    return [*messages, *(clause for message in messages for clause in message.get(CLAUSES) or [])]
