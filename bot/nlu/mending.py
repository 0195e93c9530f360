"""Mends misspelt words for the reading of topic and aspect; what safety reads stays as it was typed."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.clauses import with_clauses
from bot.nlu.stored import StoredComponent
from bot.slips import Mender, english

MENDED = "mended"

_FILE = "vocabulary.json"
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4


class VocabularyNotLoadedError(RasaException):
    """The words to mend to are missing or damaged; the model must be trained again."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TypoMender(StoredComponent):
    """Gives a message, or clause, with a misspelt word its mended text as a message of its own.

    It mends to English words that patients write: those in at least `often` training examples. A word in `seen` of
    them stays as it is, English or not. Both are settings.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._often: list[str] = []
        self._seen: list[str] = []
        self._mender = Mender((), {})

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {"often": 5, "seen": 3}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the words of the training examples."""
        counts: Counter[str] = Counter()
        for example in training_data.intent_examples:
            counts.update(set(_WORD.findall((example.get(TEXT) or "").lower())))
        known = english()
        self._often = sorted(
            word
            for word, count in counts.items()
            if count >= self._config["often"] and len(word) >= _SHORTEST and word in known
        )
        self._seen = sorted(word for word, count in counts.items() if count >= self._config["seen"])
        self._learn()
        return self._keep()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `mended` on every message, and every clause of one, that has a misspelt word."""
        for message in with_clauses(messages):
            text = message.get(TEXT) or ""
            if (mended := self.mend(text)) != text:
                message.set(MENDED, Message({TEXT: mended}))
        return messages

    def mend(self, text: str) -> str:
        """Return the text with its misspelt words mended, and all else as it was."""
        return _WORD.sub(self._mended, text)

    def _mended(self, found: re.Match[str]) -> str:
        written = found[0].lower()
        mended = self._mender.meant(written)
        return found[0] if mended == (written,) else " ".join(mended)

    def _learn(self) -> None:
        self._mender = Mender(self._often, {**dict.fromkeys(self._seen, 1), **english()})

    def _read(self, directory: Path) -> None:
        try:
            vocabulary = json.loads((directory / _FILE).read_text(encoding="utf-8"))
            self._often, self._seen = vocabulary["to"], vocabulary["seen"]
            self._learn()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise VocabularyNotLoadedError(
                f"The words to mend to cannot be loaded ({error}); train again (bot train)."
            ) from error

    def _write(self, directory: Path) -> None:
        vocabulary = {"to": self._often, "seen": self._seen}
        (directory / _FILE).write_text(json.dumps(vocabulary), encoding="utf-8")


def as_meant(message: Message) -> Message:
    """Return the message with its misspelt words mended, where it has any."""
    return message.get(MENDED) or message
