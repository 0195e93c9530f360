"""What the trained components share: a head that remembers its examples, fitted to labelled messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.examples import Examples
from bot.nlu.head import LinearHead, feature_rows
from bot.nlu.mending import as_meant
from bot.nlu.stored import StoredComponent

FEATURIZERS = "featurizers"


class LabelHead:
    """A linear head and the examples that it was fitted to: a message that equals one has its label for certain."""

    def __init__(
        self, head: LinearHead, examples: Examples | None = None, featurizers: Sequence[str] | None = None
    ) -> None:
        self._head = head
        self._examples = examples or Examples({})
        self._featurizers = featurizers

    @classmethod
    def fit(
        cls,
        messages: Sequence[Message],
        labels: Sequence[str],
        featurizers: Sequence[str] | None = None,
        **parameters: Any,
    ) -> LabelHead:
        """Fit a head to the messages' features, of all `featurizers` or of these; `parameters` go to `LinearHead.fit`.

        Raises:
            InvalidConfigException: there are fewer than three labels to tell apart.
        """
        head = LinearHead.fit(feature_rows(messages, featurizers), labels, **parameters)
        return cls(head, Examples.of((message.get(TEXT) for message in messages), labels), featurizers)

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
        rows = self._head.probabilities(feature_rows(messages, self._featurizers))
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
    def load(cls, directory: Path, featurizers: Sequence[str] | None = None) -> LabelHead:
        """Read head and examples from `directory`.

        Raises:
            HeadNotLoadedError: a part is missing or damaged.
        """
        return cls(LinearHead.load(directory), Examples.load(directory), featurizers)


class TrainedComponent(StoredComponent):
    """A component that trains and loads a `LabelHead`; an untrained one is never served.

    Config: `featurizers`, the aliases of those whose features the head stands on; all of them where it is missing.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._head: LabelHead | None = None

    def _read(self, directory: Path) -> None:
        self._head = LabelHead.load(directory, self._config.get(FEATURIZERS))

    def _write(self, directory: Path) -> None:
        assert self._head is not None, "train before keeping"
        self._head.save(directory)

    def _fit(self, messages: Sequence[Message], labels: Sequence[str], **parameters: Any) -> Resource:
        """Fit the head, keep it in the model and return where."""
        self._head = LabelHead.fit(messages, labels, self._config.get(FEATURIZERS), **parameters)
        return self._keep()

    def _fit_to_metadata(
        self, training_data: TrainingData, name: str, known: Sequence[str], **parameters: Any
    ) -> Resource:
        """Fit the head to the examples whose intent block has `name` in its metadata.

        Raises:
            InvalidConfigException: a block has there what is not `known`.
        """
        examples, labels = [], []
        for example in training_data.intent_examples:
            label = (example.get(METADATA, {}).get(METADATA_INTENT) or {}).get(name)
            if label is None or not example.get(TEXT):
                continue
            if label not in known:
                raise InvalidConfigException(
                    f"data/nlu.yml: intent {example.get(INTENT)}: {name} {label!r} is none of {', '.join(known)}"
                )
            examples.append(example)
            labels.append(label)
        return self._fit(examples, labels, **parameters)

    def _probabilities(self, messages: Sequence[Message]) -> list[dict[str, float]]:
        """Return the probability of each label for each message as it was typed."""
        assert self._head is not None, "train or load before process"
        return self._head.probabilities(messages)

    def _probabilities_as_meant(self, messages: Sequence[Message]) -> list[dict[str, float]]:
        """Return the probability of each label for each message with its slips mended; an example has none."""
        assert self._head is not None, "train or load before process"
        head = self._head
        return head.probabilities([m if head.knows(m) else as_meant(m) for m in messages])
