"""Misspelt words are mended for topic and aspect, and safety reads what was typed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.by_ear import Ear
from bot.engine import Engine
from bot.nlu.clauses import CLAUSES, ClauseSplitter
from bot.nlu.mending import MENDED, TypoMender, VocabularyNotLoadedError, as_meant

WORDS = ("infection", "swelling", "painful", "rejection", "normal", "common")
OWN = "zorblax"  # no English word, but patients write it
CONTEXT = ExecutionContext(GraphSchema({}))


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    return LocalModelStorage(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def mender(storage: LocalModelStorage) -> TypoMender:
    texts = [f"is {word} after {OWN} number {number}" for word in WORDS for number in range(5)]
    examples = [Message({TEXT: text, INTENT: "inflammation"}) for text in texts]
    component = TypoMender.create(TypoMender.get_default_config(), storage, Resource("mender"), CONTEXT)
    component.train(TrainingData(training_examples=examples))
    return component


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how likely is an infecton", "how likely is an infection"),
        ("is SWELLNG Normal?", "is swelling Normal?"),
        ("painfull, rejetcion & comon", "painful, rejection & common"),
        ("isn't it 3.5 infection-free", "isn't it 3.5 infection-free"),
        (f"{OWN} and zorblaxs", f"{OWN} and zorblaxs"),
        ("an injection, an inspection", "an injection, an inspection"),
        ("", ""),
    ],
)
def test_a_slip_is_mended_and_all_else_stays(mender: TypoMender, typed: str, meant: str) -> None:
    assert mender.mend(typed) == meant


@given(st.text(max_size=200))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_mended_or_left(mender: TypoMender, text: str) -> None:
    assert [char for char in mender.mend(text) if not char.isalpha() and char != " "] == [
        char for char in text if not char.isalpha() and char != " "
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("is an infecshun comun", "is an infection common"),
        ("kommon rejecshun", "common rejection"),
        (f"{OWN} comes, Cumin, kamen", f"{OWN} comes, Cumin, kamen"),
    ],
)
def test_a_word_spelt_by_ear_is_read_as_it_sounds(mender: TypoMender, typed: str, meant: str) -> None:
    assert mender.mend(typed) == meant


def test_a_sound_of_two_words_as_likely_as_each_other_is_left() -> None:
    assert Ear({"meet": 6, "meat": 9}).heard("mett") is None


def test_a_word_that_begins_with_another_sound_is_not_heard() -> None:
    assert Ear({"grown": 9}).heard("crohn") is None


def test_a_sound_is_the_word_that_patients_write_far_oftener() -> None:
    assert Ear({"meet": 50, "meat": 9}).heard("mett") == "meet"


@given(st.text(max_size=40))
def test_no_text_is_heard_as_what_no_patient_writes(text: str) -> None:
    words = {"infection": 9, "tumour": 5, "trial": 7, "trail": 6}
    assert Ear(words).heard(text) in {None, *words}


def test_a_message_keeps_what_was_typed_beside_what_was_meant(mender: TypoMender) -> None:
    (message,) = mender.process([Message({TEXT: "the swelliing"})])
    assert message.get(TEXT) == "the swelliing"
    assert as_meant(message).get(TEXT) == "the swelling"


def test_a_message_without_a_slip_is_what_was_meant(mender: TypoMender) -> None:
    (message,) = mender.process([Message({TEXT: "the swelling"})])
    assert message.get(MENDED) is None
    assert as_meant(message) is message


def test_a_clause_of_a_message_is_mended_too(mender: TypoMender) -> None:
    message = Message({TEXT: "What is an infecton? How long is it there?"})
    mender.process(ClauseSplitter().process([message]))
    assert [as_meant(clause).get(TEXT) for clause in message.get(CLAUSES)] == [
        "What is an infection?",
        "How long is it there?",
    ]


def test_a_loaded_mender_mends_like_the_trained_one(mender: TypoMender, storage: LocalModelStorage) -> None:
    loaded = TypoMender.load(TypoMender.get_default_config(), storage, Resource("mender"), CONTEXT)
    assert loaded.mend("rejetcion") == mender.mend("rejetcion") == "rejection"


def test_a_mender_without_its_words_is_never_served(tmp_path: Path) -> None:
    storage = LocalModelStorage(tmp_path)
    with storage.write_to(Resource("mender")) as directory:
        (directory / "vocabulary.json").write_text("{", encoding="utf-8")
    with pytest.raises(VocabularyNotLoadedError, match="bot train"):
        TypoMender.load(TypoMender.get_default_config(), storage, Resource("mender"), CONTEXT)


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("how liekly is an infecton", "infection_risk"),
        ("cud it turn in to canser or a tumuor", "tumour_risk"),
        ("how do i chose a good clinnic", "choosing_a_clinic"),
        ("kan my imune sistum rejekt them", "immune_response"),
    ],
)
def test_a_question_with_slips_is_understood(engine: Engine, typed: str, topic: str) -> None:
    assert asyncio.run(engine.parse(typed))["intent"]["name"] == topic


def test_urgency_is_judged_on_what_was_typed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = "my knee has felt a bit od since the jabb"
    before = asyncio.run(engine.parse(typed))["urgency"]
    monkeypatch.setattr(TypoMender, "mend", lambda self, text: "I can't breathe")
    assert asyncio.run(engine.parse(typed))["urgency"] == before
