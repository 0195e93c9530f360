"""Rasa's default pipeline can be trained on the same messages as the bot's own, and asked the same questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.answers import Answer
from bot.evaluation.labelled import Expected
from bot.evaluation.pipelines import Column, RasaFailedError, compared

EXAMPLES = {
    "smalltalk": ["hello", "hi there", "good morning", "thanks", "bye now", "how are you"],
    "tumour_risk": ["can it cause tumours", "do the cells turn into cancer", "is cancer a risk"],
}
ASKED = [
    Answer(f"file:{line}", text, Expected(("tumour_risk",), "likelihood"), "smalltalk")
    for line, text in enumerate(["do the cells turn into cancer", "hello"], start=1)
]
BLOCKS = "".join(
    f"- intent: {topic}\n  metadata:\n    urgency: none\n  examples: |\n"
    + "".join(f"    - {text}\n" for text in texts)
    for topic, texts in EXAMPLES.items()
)
CONFIG = """\
recipe: default.v1
assistant_id: small
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: LogisticRegressionClassifier
"""


def project(folder: Path, nlu: str) -> Path:
    (folder / "data").mkdir()
    (folder / "data" / "nlu.yml").write_text(nlu, encoding="utf-8")
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> list[Column]:
    root = project(tmp_path_factory.mktemp("project"), f'version: "3.1"\nnlu:\n{BLOCKS}')
    return list(compared(root, ASKED, epochs=2, examples=8))


def test_every_message_is_read_by_both(columns: list[Column]) -> None:
    for _, read in columns:
        assert [answer.text for answer in read] == [answer.text for answer in ASKED]
        assert all({topic for topic, _ in answer.ranking} == EXAMPLES.keys() for answer in read)
        assert all(answer.topic == answer.best or answer.topic is None for answer in read)


def test_a_column_says_what_it_was_trained_on(columns: list[Column]) -> None:
    assert [name for name, _ in columns] == [
        "this pipeline, 8 examples",
        "Rasa's default, 8 examples, 2 epochs",
    ]


def test_no_aspect_is_expected_of_them(columns: list[Column]) -> None:
    assert all(answer.expected.aspect is None for _, read in columns for answer in read)


def test_what_went_wrong_is_told(tmp_path: Path) -> None:
    with pytest.raises(RasaFailedError, match="Rasa failed"):
        list(compared(project(tmp_path, "nlu: ["), [], epochs=1))
