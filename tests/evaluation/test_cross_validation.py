"""Cross-validation judges each example by a classifier that has not seen it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.cross_validation import cross_validate, load_pipeline
from bot.yamlfile import DataError

ROOT = Path(__file__).parents[2]
EXAMPLES = {
    "smalltalk": ["hello", "hi there", "good morning", "thanks", "bye now", "how are you"],
    "tumour_risk": [
        "can it cause tumours",
        "do the cells turn into cancer",
        "could a growth come of it",
        "is cancer a risk",
        "tumours after the injection?",
        "will it become malignant",
    ],
    "human_handoff": [
        "let me talk to a person",
        "what is your phone number",
        "how much does it cost",
        "I want an appointment",
        "can somebody ring me",
        "connect me to a nurse",
    ],
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "config.yml").symlink_to(ROOT / "config.yml")
    (tmp_path / "data").mkdir()
    blocks = "".join(
        f"- intent: {topic}\n  metadata: {{urgency: none}}\n  examples: |\n"
        + "".join(f"    - {text}\n" for text in texts)
        for topic, texts in EXAMPLES.items()
    )
    (tmp_path / "data" / "nlu.yml").write_text(f'version: "3.1"\nnlu:\n{blocks}', encoding="utf-8")
    return tmp_path


def test_every_example_is_judged_once_and_in_order(project: Path) -> None:
    answers = cross_validate(project, 3, lambda _: None)
    assert [answer.text for answer in answers] == [text for texts in EXAMPLES.values() for text in texts]


def test_examples_are_recognised_without_having_been_seen(project: Path) -> None:
    answers = cross_validate(project, 3, lambda _: None)
    assert sum(answer.best == answer.wanted for answer in answers) > len(answers) * 0.8


def test_an_answer_names_the_line_of_its_example(project: Path) -> None:
    lines = (project / "data" / "nlu.yml").read_text(encoding="utf-8").splitlines()
    for answer in cross_validate(project, 2, lambda _: None):
        assert lines[int(answer.where.split(":")[1]) - 1].strip() == f"- {answer.text}"


def test_progress_ends_at_the_whole(project: Path) -> None:
    shares: list[float] = []
    cross_validate(project, 2, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_more_folds_than_examples_is_told_with_the_topic(project: Path) -> None:
    with pytest.raises(DataError, match="6 examples, fewer than the 7 folds"):
        cross_validate(project, 7, lambda _: None)


def test_a_pipeline_that_it_does_not_know_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("pipeline:\n- name: WhitespaceTokenizer\n", encoding="utf-8")
    with pytest.raises(DataError, match="has no SentenceEncoder"):
        load_pipeline(tmp_path)
