"""What the components share that learn nothing: they are made without a model, and leave the training data whole."""

from __future__ import annotations

from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

ComponentT = TypeVar("ComponentT", bound="UntrainedComponent")


class UntrainedComponent(GraphComponent):
    """A component that only reads messages that come in."""

    @classmethod
    def create(
        cls: type[ComponentT],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ComponentT:
        """See Rasa's `GraphComponent.create`."""
        del config, model_storage, resource, execution_context
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data whole: an example is learned as it stands."""
        return training_data
