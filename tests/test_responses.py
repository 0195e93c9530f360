"""The replies that must not wait for Rasa."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.responses import load_responses
from bot.settings import Settings

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["utter_too_long", "utter_unsupported", "utter_starting"])
def test_a_reply_for_want_of_an_answer_says_whom_to_call(settings: Settings, name: str) -> None:
    text = load_responses(ROOT, settings).text(name)
    assert settings.phone in text
    assert settings.emergency_number in text
