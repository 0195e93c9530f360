"""Rasa's file importer, quicker with many examples: each file is read once and copies of an example are cheap."""

from __future__ import annotations

import copy
from functools import cached_property
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class _Example(Message):
    """A training example; copies share the values of its data, which components replace but never change."""

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property; where it has the value already, keep the fingerprint, costly to have at each merge."""
        if add_to_output or not isinstance(info, str) or self.data.get(prop) != info:
            super().set(prop, info, add_to_output)

    def __deepcopy__(self, memo: dict[int, Any]) -> _Example:
        del memo
        copied = copy.copy(self)
        copied.data = dict(self.data)
        copied.features = list(self.features)
        copied.output_properties = set(self.output_properties)
        return copied


class ExamplesImporter(RasaFileImporter):
    """Rasa's default importer, which reads the examples anew whenever it is asked and copies each of them deeply.

    Set in `config.yml` as `importers: [{name: bot.importing.ExamplesImporter}]`.
    """

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the examples of all files; in YAML they are the same in every `language`."""
        del language
        return self._examples

    @cached_property
    def _examples(self) -> TrainingData:
        files = [load_data(path) for path in self._nlu_files]
        for data in files:
            data.training_examples = [
                _Example(data=example.data, output_properties=example.output_properties, time=example.time)
                for example in data.training_examples
            ]
        return TrainingData().merge(*files)
