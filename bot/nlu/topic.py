"""A Rasa classifier: which topic (intent) a message is about, and how sure that is."""

from __future__ import annotations

from operator import itemgetter
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
from bot.nlu.trained import TrainedComponent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(TrainedComponent, IntentClassifier):
    """Logistic regression over the featurizers' features; a message that equals an example has its label.

    Config: `C`, the inverse strength of regularisation; `ranking_length`, how many topics to rank.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {"C": 10.0, "ranking_length": 5}

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier to the examples that have an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        labels = [example.get(INTENT) for example in examples]
        return self._fit(examples, labels, C=self._config["C"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking on every message and on its clauses."""
        readable = [message for message in with_clauses(messages) if message.get(TEXT)]
        if not readable:
            return messages
        for message, probabilities in zip(readable, self._probabilities_as_meant(readable), strict=True):
            ranking = [
                {INTENT_NAME_KEY: label, PREDICTED_CONFIDENCE_KEY: probability}
                for label, probability in probabilities.items()
            ]
            ranking.sort(key=itemgetter(PREDICTED_CONFIDENCE_KEY), reverse=True)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages
