"""A Rasa featurizer: weighted word and character n-grams of a message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.clauses import with_clauses


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(SparseFeaturizer, GraphComponent):
    """TF-IDF of word n-grams (question marks count as words) beside that of character n-grams within words.

    Config: `words` and `characters`, each the shortest and longest n-gram; `least_often`, in how many examples an
    n-gram must stand to count.
    """

    def __init__(
        self, name: str, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        shared = {"min_df": config["least_often"], "sublinear_tf": True, "dtype": np.float32}
        self._vectorizers = [
            TfidfVectorizer(ngram_range=tuple(config["words"]), token_pattern=r"(?u)\b\w+\b|\?", **shared),
            TfidfVectorizer(ngram_range=tuple(config["characters"]), analyzer="char_wb", **shared),
        ]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {
            **SparseFeaturizer.get_default_config(),
            "words": [1, 2],
            "characters": [1, 5],
            "least_often": 2,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse n-gram ranges that are none.

        Raises:
            InvalidConfigException: a range is not two rising positive numbers.
        """
        for key in ("words", "characters"):
            shortest, longest = config[key]
            if not 1 <= shortest <= longest:
                raise InvalidConfigException(f"config.yml: {key}: write shortest and longest, such as [1, 2]")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramFeaturizer:
        """See Rasa's `GraphComponent.create`."""
        return cls(execution_context.node_name, config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramFeaturizer:
        """Load the fitted weights; an error here is an error for the whole model, never an unfitted featurizer."""
        del kwargs
        featurizer = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            for index, vectorizer in enumerate(featurizer._vectorizers):
                terms = json.loads((directory / f"terms_{index}.json").read_text(encoding="utf-8"))
                vectorizer.vocabulary_ = {term: column for column, term in enumerate(terms)}
                vectorizer.idf_ = np.load(directory / f"idf_{index}.npy", allow_pickle=False)
        return featurizer

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the weights to all examples and keep them."""
        texts = [example.get(TEXT) for example in training_data.training_examples if example.get(TEXT)]
        with self._model_storage.write_to(self._resource) as directory:
            for index, vectorizer in enumerate(self._vectorizers):
                vectorizer.fit(texts)
                _write(directory, index, vectorizer)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Give every training example its features."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Give every message, and every clause of one, its sentence features: one sparse row, float32."""
        readable = [message for message in with_clauses(messages) if message.get(TEXT)]
        if not readable:
            return messages
        texts = [message.get(TEXT) for message in readable]
        rows = scipy.sparse.hstack([v.transform(texts) for v in self._vectorizers], format="csr")
        for index, message in enumerate(readable):
            self.add_features_to_message(None, rows[index], TEXT, message)
        return messages


def _write(directory: Path, index: int, vectorizer: TfidfVectorizer) -> None:
    terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get)
    (directory / f"terms_{index}.json").write_text(json.dumps(terms), encoding="utf-8")
    np.save(directory / f"idf_{index}.npy", vectorizer.idf_, allow_pickle=False)
