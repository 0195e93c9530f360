"""What the trained pipeline makes of a message, and how it refuses what is damaged."""

from __future__ import annotations

import asyncio
import tarfile
from pathlib import Path
from typing import Any

import pytest
from unclear import STILL_UNCLEAR, UNCLEAR

from bot import training
from bot.engine import Engine, ModelNotReadyError
from bot.nlu.head import HeadNotLoadedError, LinearHead
from bot.topics import load_topics

ROOT = Path(__file__).parents[2]


def parse(engine: Engine, text: str) -> dict[str, Any]:
    return asyncio.run(engine.parse(text))


@pytest.mark.parametrize("choice", load_topics(ROOT).choices, ids=lambda choice: choice.id)
def test_the_words_on_a_button_mean_its_topic(engine: Engine, choice: Any) -> None:
    assert parse(engine, choice.title)["intent"] == {"name": choice.id, "confidence": 1.0}


def test_an_example_is_understood_as_labelled_however_it_is_punctuated(engine: Engine) -> None:
    assert parse(engine, "PRICE LIST!!")["intent"]["name"] == "human_handoff"


@pytest.mark.parametrize("text", [UNCLEAR, STILL_UNCLEAR])
def test_a_message_between_two_topics_is_not_guessed(engine: Engine, text: str) -> None:
    assert parse(engine, text)["intent"]["name"] == "nlu_fallback"


def test_probabilities_are_between_nothing_and_certainty(engine: Engine) -> None:
    ranking = parse(engine, "would my joint puff up for long afterwards")["intent_ranking"]
    confidences = [intent["confidence"] for intent in ranking]
    assert all(0 <= confidence <= 1 for confidence in confidences)


def test_each_level_of_urgency_has_a_probability(engine: Engine) -> None:
    probabilities = parse(engine, "my knee has felt a bit odd since the jab")["urgency"]["probabilities"]
    assert list(probabilities) == ["none", "routine", "urgent", "emergency"]
    assert sum(probabilities.values()) == pytest.approx(1, abs=0.0003)
    assert all(round(share, 4) == share for share in probabilities.values())


def test_an_example_has_its_level_of_urgency_for_certain(engine: Engine) -> None:
    assert parse(engine, "PRICE LIST!!")["urgency"]["probabilities"]["none"] == 1.0


def test_the_aspect_is_an_entity_that_rasas_responses_can_depend_on(engine: Engine) -> None:
    entities = parse(engine, "how long does the swelling last?")["entities"]
    assert [(entity["entity"], entity["value"]) for entity in entities] == [("aspect", "duration")]


def test_a_question_in_general_resets_the_aspect(engine: Engine) -> None:
    assert parse(engine, "tell me about swelling")["entities"][0]["value"] == "general"


def test_two_questions_are_told_apart(engine: Engine) -> None:
    questions = parse(engine, "How likely is an infection? And how do I choose a good clinic?")["questions"]
    assert [question["topic"] for question in questions] == ["infection_risk", "choosing_a_clinic"]


def test_a_head_without_its_weights_is_never_served(tmp_path: Path) -> None:
    with pytest.raises(HeadNotLoadedError, match="bot train"):
        LinearHead.load(tmp_path)


def test_a_damaged_model_is_refused_with_what_to_do(trained_project: Path, tmp_path: Path) -> None:
    model = training.up_to_date(trained_project)
    assert model is not None
    with tarfile.open(model) as archive:
        archive.extractall(tmp_path / "model")
    for weights in (tmp_path / "model").rglob("head.npz"):
        weights.write_bytes(b"damaged")
    (tmp_path / "models").mkdir()
    with tarfile.open(tmp_path / "models" / "damaged.tar.gz", "w:gz") as archive:
        for part in (tmp_path / "model").iterdir():
            archive.add(part, part.name)
    for name in ("domain.yml", "clinic.yml", "data"):
        (tmp_path / name).symlink_to(trained_project / name)
    with pytest.raises(ModelNotReadyError, match="bot train --force"):
        asyncio.run(Engine(tmp_path).start())
