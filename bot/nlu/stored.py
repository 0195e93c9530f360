"""A component of a Rasa graph that keeps what it learned in the model and reads it from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

ComponentT = TypeVar("ComponentT", bound="StoredComponent")


class StoredComponent(GraphComponent):
    """Its place in Rasa's graph and storage; a component says what it reads and writes."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource

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
        """Load what was learned.

        Raises:
            RasaException: it is missing or damaged; the model must be trained again.
        """
        del kwargs
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            component._read(directory)
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data alone: no component trains on what this one says."""
        return training_data

    def _keep(self) -> Resource:
        """Write what was learned into the model and return where."""
        with self._model_storage.write_to(self._resource) as directory:
            self._write(directory)
        return self._resource

    def _read(self, directory: Path) -> None:
        raise NotImplementedError

    def _write(self, directory: Path) -> None:
        raise NotImplementedError
