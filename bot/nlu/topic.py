"""A Rasa classifier: which topic (intent) a message is about, and how sure that is."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
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
from bot.nlu.examples import Examples
from bot.nlu.head import LinearHead, feature_rows


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Logistic regression over the featurizers' features; a message that equals an example has its label.

    Config: `C`, the inverse strength of regularisation; `ranking_length`, how many topics to rank.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._head: LinearHead | None = None
        self._examples = Examples({})

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {"C": 10.0, "ranking_length": 5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """See Rasa's `GraphComponent.create`."""
        del execution_context
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Load the trained classifier.

        Raises:
            HeadNotLoadedError: it is missing or damaged; an untrained one is never served.
        """
        del kwargs
        classifier = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            classifier._head = LinearHead.load(directory)
            classifier._examples = Examples.load(directory)
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier to the examples that have an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        labels = [example.get(INTENT) for example in examples]
        self._head = LinearHead.fit(feature_rows(examples), labels, C=self._config["C"])
        self._examples = Examples.of((example.get(TEXT) for example in examples), labels)
        with self._model_storage.write_to(self._resource) as directory:
            self._head.save(directory)
            self._examples.save(directory)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data alone: no component trains on what this one says."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking on every message and on its clauses."""
        readable = [message for message in with_clauses(messages) if message.get(TEXT)]
        if not readable:
            return messages
        assert self._head is not None, "train or load before process"
        rows = self._head.probabilities(feature_rows(readable))
        for message, probabilities in zip(readable, rows, strict=True):
            known = self._examples.label(message.get(TEXT))
            if known is not None:
                probabilities = [float(label == known) for label in self._head.labels]
            ranking = [
                {INTENT_NAME_KEY: label, PREDICTED_CONFIDENCE_KEY: float(probability)}
                for label, probability in zip(self._head.labels, probabilities, strict=True)
            ]
            ranking.sort(key=itemgetter(PREDICTED_CONFIDENCE_KEY), reverse=True)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages
