"""What a red flag is wrapped in never lowers its level."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safety_sentences import alarms
from slips import with_a_letter_drawn_out, with_a_slip
from wrappers import WRAPPERS

from bot.safety import Urgency, assess

ALARMS = [(Urgency(level), sentence) for level, _, sentence in alarms()]

# What bot/safety/how_said/ still reads as something else, by kind of wrapper: mend it there, then take it out here.
_OVER = [
    "had pains across my chest this morning, gone now",
    "I blacked out this morning, fine now",
    "tiny red dots under the skin all over",
    "nobody would notice if I was gone",
    "lost a minute there, friends say I went down",
    "petechiae all over my legs",
    "nobody would notice if I disappeared",
]
# Without a subject, and with a word of general questions in it, a question mark makes it a question.
_ASKED = [
    "fingers won't bend or feel anything",
    "lost two stone since treatment and not dieting",
    "Struggling to breathe properly after my infusion",
    "lips tingling and swelling up after the infusion",
    "puffy face and difficulty swallowing since infusion",
    "the tightness comes when I climb stairs and eases off when I stop, started after treatment",
    "I sat on the toilet and couldn't tell whether I was going or not",
    "it's life or death",
    "hurts more than before the treatment",
    "a growth where they put the cells",
]
FALLS = {
    "a backstory before": _OVER,  # a past told beside it makes "gone", "fine now", "all over" mean that it is over
    "a backstory after": _OVER,
    "a question around": _ASKED,
    "a question in the same breath": _ASKED,
    "a question after": _ASKED,
    "broken lines": ["you could stick a pin in my foot and I wouldn't know"],
    "no apostrophes": ["dad put his shoes in the oven and called me by my uncle's name"],
    "no marks": ["dad put his shoes in the oven and called me by my uncle's name"],
}


def falls(level: Urgency, message: str) -> bool:
    return assess(message).urgency.rank < level.rank


@pytest.mark.parametrize("kind", WRAPPERS)
def test_a_red_flag_keeps_its_level_in(kind: str) -> None:
    red_flags = [(level, sentence) for level, sentence in ALARMS if sentence not in FALLS.get(kind, ())]

    @given(st.sampled_from(red_flags), st.sampled_from(WRAPPERS[kind]))
    @settings(deadline=None, max_examples=40 if "long" in kind else 120)
    def keeps_its_level(red_flag, wrapper):
        level, sentence = red_flag
        assert not falls(level, wrapper(sentence)), wrapper(sentence)

    keeps_its_level()


@pytest.mark.parametrize("kind", FALLS)
def test_only_what_still_falls_is_left_out(kind: str) -> None:
    levels = {sentence: level for level, sentence in ALARMS}
    kept = [
        sentence
        for sentence in FALLS[kind]
        if not any(falls(levels[sentence], wrapper(sentence)) for wrapper in WRAPPERS[kind])
    ]
    assert kept == []


@given(st.data(), st.sampled_from(ALARMS))
@settings(deadline=None, max_examples=600, derandomize=True)
def test_a_red_flag_keeps_its_level_with_a_slip_of_the_finger(data, red_flag):
    level, sentence = red_flag
    message = data.draw(with_a_slip(sentence))
    assert not falls(level, message), message


@given(st.data(), st.sampled_from(ALARMS))
@settings(deadline=None, max_examples=400, derandomize=True)
def test_a_red_flag_keeps_its_level_with_a_letter_drawn_out(data, red_flag):
    level, sentence = red_flag
    message = data.draw(with_a_letter_drawn_out(sentence))
    assert not falls(level, message), message


OUTER = ("capitals", "emoji", "white space", "typographic apostrophes", "marks")
INNER = ("politeness before", "politeness after", "a question before", "a question after", "a denial before")


@given(st.sampled_from(ALARMS), st.data())
@settings(deadline=None, max_examples=300)
def test_a_red_flag_keeps_its_level_in_two_wrappers(red_flag, data):
    level, sentence = red_flag
    inner = data.draw(st.sampled_from(INNER).flatmap(lambda kind: st.sampled_from(WRAPPERS[kind])))
    outer = data.draw(st.sampled_from(OUTER).flatmap(lambda kind: st.sampled_from(WRAPPERS[kind])))
    message = outer(inner(sentence))
    assert not falls(level, message), message
