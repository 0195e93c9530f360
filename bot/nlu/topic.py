"""A Rasa classifier: which topic (intent) a message is about, and how sure that is."""

from __future__ import annotations

import math
from operator import itemgetter
from pathlib import Path
from typing import Any

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
from bot.nlu.head import feature_rows
from bot.nlu.mending import as_meant
from bot.nlu.neighbours import Neighbours
from bot.nlu.trained import TrainedComponent

OUT_OF_SCOPE = "out_of_scope"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(TrainedComponent, IntentClassifier):
    """Logistic regression over the featurizers' features; a message that equals an example has its label.

    What is out of scope has a second score: a message of whose `nearest` examples at least the share `outside` are
    out of scope is taken to be. Config: these two; `remembered`, among how many examples the nearest are looked for;
    `C`, the inverse strength of regularisation; `ranking_length`, how many topics to rank.
    """

    _neighbours: Neighbours | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {"C": 3.0, "nearest": 6, "outside": 0.45, "remembered": 10_000, "ranking_length": 5}

    def _read(self, directory: Path) -> None:
        super()._read(directory)
        self._neighbours = Neighbours.load(directory)

    def _write(self, directory: Path) -> None:
        super()._write(directory)
        assert self._neighbours is not None, "train before keeping"
        self._neighbours.save(directory)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier to the examples that have an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        labels = [example.get(INTENT) for example in examples]
        outside = [label == OUT_OF_SCOPE for label in labels]
        self._neighbours = Neighbours.of(feature_rows(examples), outside, self._config["remembered"])
        return self._fit(examples, labels, C=self._config["C"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking on every message and on its clauses."""
        readable = [message for message in with_clauses(messages) if message.get(TEXT)]
        if not readable:
            return messages
        assert self._neighbours is not None, "train or load before process"
        rows = feature_rows([as_meant(message) for message in readable])
        shares = self._neighbours.outside(rows, self._config["nearest"])
        found = self._probabilities_as_meant(readable)
        for message, probabilities, share in zip(readable, found, shares, strict=True):
            if max(probabilities.values()) < 1.0:  # what equals an example is certain
                probabilities = self._with_neighbours(probabilities, float(share))
            ranking = [
                {INTENT_NAME_KEY: label, PREDICTED_CONFIDENCE_KEY: probability}
                for label, probability in probabilities.items()
            ]
            ranking.sort(key=itemgetter(PREDICTED_CONFIDENCE_KEY), reverse=True)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

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
