"""A Rasa classifier: which topic (intent) a message is about, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.clauses import with_clauses
from bot.nlu.head import product
from bot.nlu.mending import as_meant
from bot.nlu.ngrams import NgramHead
from bot.nlu.trained import TrainedComponent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(TrainedComponent, IntentClassifier):
    """Two linear heads, on the featurizers' features and on n-grams; a message that equals an example has its label.

    Their probabilities are multiplied, the n-grams' to the power `ngrams` (0 to 1), the other's to the rest: a topic
    is likely where both find it so.

    Config: `ngrams`; `C`, the inverse strength of the first head's regularisation; `ranking_length`, how many topics to
    rank.
    """

    _ngrams: NgramHead | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {"C": 3.0, "ngrams": 0.4, "ranking_length": 5}

    def _read(self, directory: Path) -> None:
        super()._read(directory)
        self._ngrams = NgramHead.load(directory)

    def _write(self, directory: Path) -> None:
        super()._write(directory)
        assert self._ngrams is not None, "train before keeping"
        self._ngrams.save(directory)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit both heads to the examples that have an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        labels = [example.get(INTENT) for example in examples]
        self._ngrams = NgramHead.fit([example.get(TEXT) for example in examples], labels)
        return self._fit(examples, labels, C=self._config["C"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking on every message and on its clauses."""
        readable = [message for message in with_clauses(messages) if message.get(TEXT)]
        if not readable:
            return messages
        for message, probabilities in zip(readable, self._topics(readable), strict=True):
            ranking = [
                {INTENT_NAME_KEY: label, PREDICTED_CONFIDENCE_KEY: probability}
                for label, probability in probabilities.items()
            ]
            ranking.sort(key=itemgetter(PREDICTED_CONFIDENCE_KEY), reverse=True)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def _topics(self, messages: Sequence[Message]) -> Iterator[dict[str, float]]:
        """Yield the probability of each topic for each message."""
        assert self._ngrams is not None, "train or load before process"
        by_ngrams = self._ngrams.probabilities([as_meant(message).get(TEXT) for message in messages])
        for probabilities, other in zip(self._probabilities_as_meant(messages), by_ngrams, strict=True):
            if max(probabilities.values()) < 1.0:  # what equals an example is certain
                both = product(np.array([*probabilities.values()]), other, self._config["ngrams"])
                probabilities = dict(zip(probabilities, both.tolist(), strict=True))
            yield probabilities
