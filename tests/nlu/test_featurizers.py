"""A head stands on the features of all featurizers, or of those alone that its `featurizers` name."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.head import HeadNotLoadedError, feature_rows
from bot.nlu.trained import LabelHead


def message(text: str, **vectors: list[float]) -> Message:
    made = Message({TEXT: text})
    for name, vector in vectors.items():
        made.add_features(Features(np.array([vector], np.float32), FEATURE_TYPE_SENTENCE, TEXT, name))
    return made


SORE = message("sore", minilm=[1, 2, 3], mpnet=[4, 5])


def test_the_features_of_all_featurizers_stand_side_by_side() -> None:
    np.testing.assert_array_equal(feature_rows([SORE]), [[1, 2, 3, 4, 5]])


def test_those_of_one_alone_can_be_asked_for() -> None:
    np.testing.assert_array_equal(feature_rows([SORE], ["mpnet"]), [[4, 5]])


def test_a_featurizer_that_there_is_not_is_told_by_its_alias() -> None:
    with pytest.raises(HeadNotLoadedError, match=r"config\.yml: put one with the alias bert"):
        feature_rows([SORE], ["bert"])


def test_a_pipeline_without_featurizers_is_told() -> None:
    with pytest.raises(HeadNotLoadedError, match="put a dense featurizer before"):
        feature_rows([Message({TEXT: "sore"})])


def test_a_head_reads_nothing_of_the_other_featurizers() -> None:
    examples = [message(text, minilm=[place, 1], mpnet=[9, place]) for place, text in enumerate("abcdef")]
    head = LabelHead.fit(examples, ["one", "two", "three"] * 2, ["minilm"])
    [shares] = head.probabilities([message("new", minilm=[2, 1], mpnet=[9, 9])])
    [others] = head.probabilities([message("new", minilm=[2, 1], mpnet=[-9, 0])])
    assert shares == others
