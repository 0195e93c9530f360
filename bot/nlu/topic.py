"""A Rasa classifier: which topic (intent) a message is about, and how sure that is."""

from __future__ import annotations

import math
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
from bot.nlu.head import FloatArray, feature_rows, product
from bot.nlu.mending import as_meant
from bot.nlu.neighbours import Neighbours
from bot.nlu.ngrams import NgramHead
from bot.nlu.trained import FEATURIZERS, TrainedComponent

OUT_OF_SCOPE = "out_of_scope"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(TrainedComponent, IntentClassifier):
    """Two linear heads, on the featurizers' features and on n-grams; a message that equals an example has its label.

    Their probabilities are multiplied, the n-grams' to the power `ngrams` (0 to 1), the other's to the rest: a topic
    is likely where both find it so.

    What is out of scope has a score of its own: a message of whose `nearest` examples at least the share `outside` are
    out of scope is taken to be. Config: these three; `remembered`, among how many examples the nearest are looked for;
    `C`, the inverse strength of the first head's regularisation; `ranking_length`, how many topics to rank.
    """

    _neighbours: Neighbours | None = None
    _ngrams: NgramHead | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {
            "C": 3.0,
            "ngrams": 0.4,
            "nearest": 6,
            "outside": 0.7,
            "remembered": 10_000,
            "ranking_length": 5,
        }

    def _read(self, directory: Path) -> None:
        super()._read(directory)
        self._neighbours = Neighbours.load(directory)
        self._ngrams = NgramHead.load(directory)

    def _write(self, directory: Path) -> None:
        super()._write(directory)
        assert self._neighbours is not None, "train before keeping"
        assert self._ngrams is not None, "train before keeping"
        self._neighbours.save(directory)
        self._ngrams.save(directory)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit both heads to the examples that have an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        labels = [example.get(INTENT) for example in examples]
        outside = [label == OUT_OF_SCOPE for label in labels]
        self._neighbours = Neighbours.of(self._rows(examples), outside, self._config["remembered"])
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
        assert self._neighbours is not None, "train or load before process"
        assert self._ngrams is not None, "train or load before process"
        meant = [as_meant(message) for message in messages]
        shares = self._neighbours.outside(self._rows(meant), self._config["nearest"])
        by_ngrams = self._ngrams.probabilities([message.get(TEXT) for message in meant])
        by_vectors = self._probabilities_as_meant(messages)
        for probabilities, other, share in zip(by_vectors, by_ngrams, shares, strict=True):
            if max(probabilities.values()) < 1.0:  # what equals an example is certain
                labels, row = list(probabilities), np.array(list(probabilities.values()))
                both = product(row, other, self._config["ngrams"])
                probabilities = self._with_neighbours(
                    dict(zip(labels, both.tolist(), strict=True)), float(share)
                )
            yield probabilities

    def _rows(self, messages: Sequence[Message]) -> FloatArray:
        return feature_rows(messages, self._config.get(FEATURIZERS))

    def _with_neighbours(self, probabilities: dict[str, float], share: float) -> dict[str, float]:
        """Raise the probability of `out_of_scope`: to one half where `share` just reaches `outside`, to 1 at 1."""
        least = self._config["outside"]
        if share < least or OUT_OF_SCOPE not in probabilities:
            return probabilities
        before = probabilities[OUT_OF_SCOPE]
        raised = max(before, share ** (math.log(0.5) / math.log(least)))
        rest = (1 - raised) / (1 - before) if before < 1 else 0.0
        return {
            label: raised if label == OUT_OF_SCOPE else probability * rest
            for label, probability in probabilities.items()
        }
