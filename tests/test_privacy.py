"""A request to delete one's data is told from a question about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import yamlfile
from bot.privacy import privacy_request

LABELLED = yamlfile.read(Path(__file__).parent / "data" / "privacy.yml")


@pytest.mark.parametrize("text", LABELLED["request"])
def test_a_request_to_delete_is_heard(text: str) -> None:
    assert privacy_request(text)


@pytest.mark.parametrize("text", LABELLED["not_a_request"])
def test_other_talk_deletes_nothing(text: str) -> None:
    assert not privacy_request(text)


def test_asking_how_is_no_request() -> None:
    assert not privacy_request("how do I delete my data")


def test_a_request_after_a_question_is_heard() -> None:
    assert privacy_request("can anyone read this? delete my data please")


def test_asking_not_to_delete_is_no_request() -> None:
    assert not privacy_request("please don't delete my messages")


@given(st.text(max_size=300))
def test_any_text_is_a_request_or_not(text: str) -> None:
    assert privacy_request(text) in (True, False)
