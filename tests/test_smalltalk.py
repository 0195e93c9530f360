"""The kinds of small talk are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import yamlfile
from bot.smalltalk import KINDS, small_talk_kind

LABELLED = yamlfile.read(Path(__file__).parent / "data" / "small_talk.yml")
MESSAGES = [(text, None if kind == "none" else kind) for kind, texts in LABELLED.items() for text in texts]


@pytest.mark.parametrize(("text", "kind"), MESSAGES)
def test_the_kind_is_told(text: str, kind: str | None) -> None:
    assert small_talk_kind(text) == kind


def test_every_kind_is_covered() -> None:
    assert {kind for _, kind in MESSAGES} == {*KINDS, None}


def test_asking_how_the_bot_is_goes_before_the_greeting() -> None:
    assert small_talk_kind("hello, how are you?") == "how_are_you"


def test_a_goodbye_goes_before_thanks() -> None:
    assert small_talk_kind("thanks, bye") == "goodbye"


def test_thanks_for_nothing_is_no_thanks() -> None:
    assert small_talk_kind("thanks for nothing") == "insult"


def test_declining_is_no_thanks() -> None:
    assert small_talk_kind("no thanks") == "acknowledgement"


@given(st.text(max_size=300))
def test_any_text_is_of_a_kind_or_none(text: str) -> None:
    assert small_talk_kind(text) in {*KINDS, None}
