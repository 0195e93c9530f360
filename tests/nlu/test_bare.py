"""What is left of a message whose alarm the rules doubt, without small talk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine import Engine
from bot.nlu.bare import BARE, SmallTalkRemover, bare
from bot.safety import assess

DOUBTFUL = "like a horse kicked me in the chest"


@pytest.mark.parametrize(
    "text",
    [
        "hi like a horse kicked me in the chest",
        "Hello, I hope you are well. like a horse kicked me in the chest",
        "like a horse kicked me in the chest thanks",
        "like a horse kicked me in the chest. Kind regards, Margaret",
        "like a horse kicked me in the chest\n\nSent from my phone",
        "like a horse kicked me in the chest!!!",
        "(like a horse kicked me in the chest)",
        "like a horse kicked me in the chest xx",
        "Hi there, sorry to bother you, like a horse kicked me in the chest",
        "Please can you help me? like a horse kicked me in the chest",
        "like a horse kicked me in the chest, please advise",
        "like a horse kicked me in the chest Thank you so much for your time.",
        "😭😭 like a horse kicked me in the chest 🙏",
    ],
)
def test_small_talk_symbols_and_marks_are_taken_away(text: str) -> None:
    assert bare(text) == DOUBTFUL


def test_what_is_reported_is_left_whole() -> None:
    assert (
        bare("chills the first night, six weeks ago. Glad it's over")
        == "chills the first night, six weeks ago. Glad it's over"
    )


@given(st.text(max_size=300))
def test_of_any_text_something_is_left_that_has_no_marks_around_it(text: str) -> None:
    assert bare(text) == bare(text).strip(" .,;:!?()")


def test_only_what_the_rules_doubt_is_read_again() -> None:
    texts = [f"hi {DOUBTFUL}", "hi, I can't breathe", "hi, how likely is an infection?"]
    doubtful, certain, quiet = SmallTalkRemover().process([Message({TEXT: text}) for text in texts])
    assert doubtful.get(BARE)
    assert certain.get(BARE) is None
    assert quiet.get(BARE) is None


@pytest.mark.parametrize(
    "text", [f"hi {DOUBTFUL}", f"{DOUBTFUL}. Kind regards, Margaret", f"😭😭 {DOUBTFUL} 🙏"]
)
async def test_small_talk_does_not_silence_an_alarm(engine: Engine, text: str) -> None:
    assert assess(text).certain != assess(text).urgency
    parsed = await engine.parse(text)
    assert parsed["urgency"]["level"] == "emergency"
