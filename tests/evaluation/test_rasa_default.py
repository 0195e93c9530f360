"""Rasa's default pipeline can be trained on the same messages and asked the same questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.answers import Answer
from bot.evaluation.labelled import Expected
from bot.evaluation.rasa_default import RasaFailedError, answers_of_rasa

EXAMPLES = {
    "smalltalk": ["hello", "hi there", "good morning", "thanks", "bye now", "how are you"],
    "tumour_risk": ["can it cause tumours", "do the cells turn into cancer", "is cancer a risk"],
}


def project(folder: Path, nlu: str) -> Path:
    (folder / "data").mkdir()
    (folder / "data" / "nlu.yml").write_text(nlu, encoding="utf-8")
    return folder


def test_it_reads_each_message_after_training(tmp_path: Path) -> None:
    blocks = "".join(
        f"- intent: {topic}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for topic, texts in EXAMPLES.items()
    )
    asked = [
        Answer(f"file:{line}", text, Expected(("tumour_risk",), "likelihood"), "smalltalk")
        for line, text in enumerate(["do the cells turn into cancer", "hello"], start=1)
    ]
    read = answers_of_rasa(project(tmp_path, f'version: "3.1"\nnlu:\n{blocks}'), asked, epochs=2)
    assert [answer.text for answer in read] == [answer.text for answer in asked]
    assert all({topic for topic, _ in answer.ranking} == EXAMPLES.keys() for answer in read)
    assert all(answer.topic == answer.best or answer.topic is None for answer in read)
    assert all(answer.expected.aspect is None for answer in read)


def test_what_went_wrong_is_told(tmp_path: Path) -> None:
    with pytest.raises(RasaFailedError, match="Rasa failed"):
        answers_of_rasa(project(tmp_path, "nlu: ["), [], epochs=1)
