"""The importer gives Rasa the examples that Rasa's own gives, and keeps copies of one apart."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

NLU = """\
version: "3.1"
nlu:
- intent: smalltalk
  metadata: {urgency: none}
  examples: |
    - hello
    - good morning
    - hello
- intent: infection_risk
  metadata: {urgency: urgent, aspect: what_to_do}
  examples: |
    - it is leaking [pus](fluid), what now
"""
OURS = "bot.importing.ExamplesImporter"
RASAS = "RasaFileImporter"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "nlu.yml").write_text(NLU, encoding="utf-8")
    more = NLU.replace("hello", "hi there").replace("pus", "water")
    (tmp_path / "more.yml").write_text(more, encoding="utf-8")
    return [str(tmp_path)]


def importer(files: list[str], name: str) -> TrainingDataImporter:
    return TrainingDataImporter.load_from_dict({"importers": [{"name": name}]}, training_data_paths=files)


def read(files: list[str], name: str) -> TrainingData:
    return importer(files, name).get_nlu_data()


@pytest.fixture
def example(files: list[str]) -> Message:
    return read(files, OURS).intent_examples[0]


def test_the_examples_are_those_of_rasas_own_importer(files: list[str]) -> None:
    ours, rasas = read(files, OURS), read(files, RASAS)
    assert [each.as_dict() for each in ours.training_examples] == [
        each.as_dict() for each in rasas.training_examples
    ]
    assert ours.fingerprint() == rasas.fingerprint()


def test_they_are_the_same_in_every_language(files: list[str]) -> None:
    assert importer(files, OURS).get_nlu_data("es").fingerprint() == read(files, OURS).fingerprint()


def test_what_is_set_on_a_copy_is_not_set_on_the_example(example: Message) -> None:
    copied = copy.deepcopy(example)
    copied.set(INTENT, "another", add_to_output=True)
    assert example.get(INTENT) == "smalltalk"
    assert INTENT not in example.output_properties


def test_a_changed_example_is_another(example: Message) -> None:
    copied = copy.deepcopy(example)
    assert copied == example
    copied.set(INTENT, "another")
    assert copied != example


def test_features_of_a_copy_are_not_the_examples(example: Message) -> None:
    copied = copy.deepcopy(example)
    copied.features.append("vector")
    assert example.features == []
