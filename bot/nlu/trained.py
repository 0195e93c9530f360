"""What the trained components share: a head that remembers its examples, and its place in a Rasa graph."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.examples import Examples
from bot.nlu.head import LinearHead, feature_rows
from bot.nlu.mending import as_meant

ComponentT = TypeVar("ComponentT", bound="TrainedComponent")


class LabelHead:
    """A linear head and the examples that it was fitted to: a message that equals one has its label for certain."""

    def __init__(self, head: LinearHead, examples: Examples | None = None) -> None:
        self._head = head
        self._examples = examples or Examples({})

    @classmethod
    def fit(cls, messages: Sequence[Message], labels: Sequence[str], **parameters: Any) -> LabelHead:
        """Fit a head to the messages' features; `parameters` go to `LinearHead.fit`.

        Raises:
            InvalidConfigException: there are fewer than three labels to tell apart.
        """
        head = LinearHead.fit(feature_rows(messages), labels, **parameters)
        return cls(head, Examples.of((message.get(TEXT) for message in messages), labels))

    def knows(self, message: Message) -> bool:
        """Whether the message equals an example."""
        return self._examples.label(message.get(TEXT)) is not None

    def probabilities(self, messages: Sequence[Message]) -> list[dict[str, float]]:
        """Return the probability of each label for each message.

        Raises:
            HeadNotLoadedError: the features are not those the head was trained on.
        """
        labels = self._head.labels
        found = []
        rows = self._head.probabilities(feature_rows(messages))
        for message, row in zip(messages, rows, strict=True):
            known = self._examples.label(message.get(TEXT))
            shares = row if known is None else [label == known for label in labels]
            found.append({label: float(share) for label, share in zip(labels, shares, strict=True)})
        return found

    def save(self, directory: Path) -> None:
        """Write head and examples into `directory`."""
        self._head.save(directory)
        self._examples.save(directory)

    @classmethod
    def load(cls, directory: Path) -> LabelHead:
        """Read head and examples from `directory`.

        Raises:
            HeadNotLoadedError: a part is missing or damaged.
        """
        return cls(LinearHead.load(directory), Examples.load(directory))


class TrainedComponent(GraphComponent):
    """A component of a Rasa graph that trains and loads a `LabelHead`; an untrained one is never served."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._head: LabelHead | None = None

    @classmethod
    def create(
        cls: type[ComponentT],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ComponentT:
        """See Rasa's `GraphComponent.create`."""
        del execution_context
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls: type[ComponentT],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ComponentT:
        """Load the trained component.

        Raises:
            HeadNotLoadedError: it is missing or damaged.
        """
        del kwargs
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            component._head = LabelHead.load(directory)
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data alone: no component trains on what this one says."""
        return training_data

    def _fit(self, messages: Sequence[Message], labels: Sequence[str], **parameters: Any) -> Resource:
        """Fit the head, keep it in the model and return where."""
        self._head = LabelHead.fit(messages, labels, **parameters)
        with self._model_storage.write_to(self._resource) as directory:
            self._head.save(directory)
        return self._resource

    def _probabilities(self, messages: Sequence[Message]) -> list[dict[str, float]]:
        """Return the probability of each label for each message as it was typed."""
        assert self._head is not None, "train or load before process"
        return self._head.probabilities(messages)

    def _probabilities_as_meant(self, messages: Sequence[Message]) -> list[dict[str, float]]:
        """Return the probability of each label for each message with its slips mended; an example has none."""
        assert self._head is not None, "train or load before process"
        head = self._head
        return head.probabilities([m if head.knows(m) else as_meant(m) for m in messages])
