"""What holds for any text: it is judged, findings quote it, and wrapping changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safety_sentences import alarms

from bot.safety import Urgency, after_alarm, assess

RED_FLAGS = [(Urgency(level), sentence) for level, _, sentence in alarms()]
red_flags = st.sampled_from(RED_FLAGS)
any_text = (
    st.text() | st.text(alphabet=st.characters()) | st.text("nofevr,.?!' chestpain-/0139", max_size=200)
)
WRAPPINGS = [
    "Hello, I hope you are well. {}",
    "{} Thank you so much for your time.",
    "{}!!!",
    "{}\n\nSent from my phone",
    "   {}   ",
    "Sorry to bother you. {}. Is that normal?",
    "{}. What are stem cells?",
]


@settings(deadline=None)
@given(any_text)
def test_any_text_is_judged_and_findings_quote_it(text):
    for finding in assess(text).findings:
        assert text[finding.start : finding.end] == finding.words
        assert finding.words
        assert finding.cue is None or finding.cue in text


@settings(deadline=None)
@given(any_text)
def test_any_text_after_an_alarm_is_read(text):
    assert after_alarm(text) in ("helped", "mistake", None)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00\x01", "\ud800", "a" * 20_000, "no " * 7_000, "?" * 20_000, "🤮" * 500],
    ids=["empty", "blank", "controls", "surrogate", "letters", "no", "marks", "emoji"],
)
def test_odd_text_is_nothing(text):
    assert not assess(text).urgency.is_alarm or "🤮" in text


@settings(deadline=None)
@given(red_flags, st.sampled_from(WRAPPINGS))
def test_a_red_flag_keeps_its_level_in_politeness(red_flag, wrapping):
    level, sentence = red_flag
    assert assess(wrapping.format(sentence)).urgency.rank >= level.rank


@settings(deadline=None)
@given(red_flags)
def test_a_red_flag_keeps_its_level_in_capitals(red_flag):
    level, sentence = red_flag
    assert assess(sentence.upper()).urgency.rank >= level.rank


@settings(deadline=None)
@given(red_flags)
def test_a_red_flag_keeps_its_level_with_typographic_apostrophes_and_without_any(red_flag):
    level, sentence = red_flag
    assert assess(sentence.replace("'", "’")).urgency.rank >= level.rank
    assert assess(sentence.replace("'t", "t")).urgency.rank >= level.rank


@settings(deadline=None)
@given(red_flags)
def test_a_red_flag_is_found_at_either_end_of_a_long_text(red_flag):
    level, sentence = red_flag
    talk = "The staff were lovely and the tea was warm. " * 120
    assert assess(f"{sentence}. {talk}").urgency.rank >= level.rank
    assert assess(f"{talk} {sentence}").urgency.rank >= level.rank


@settings(deadline=None, max_examples=60)
@given(red_flags, st.integers(0, 9_000), st.integers(2_000, 9_000))
def test_a_red_flag_is_found_anywhere_in_a_long_text(red_flag, before, after):
    level, sentence = red_flag
    talk = "The staff were lovely and the tea was warm. " * 300
    text = f"{talk[:before].rpartition('. ')[0]}. {sentence}. {talk[:after]}"
    assert assess(text).urgency.rank >= level.rank


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 9_000), st.integers(2_000, 9_000))
def test_a_denial_is_read_with_its_symptom_anywhere_in_a_long_text(before, after):
    talk = "The staff were lovely and the tea was warm. " * 300
    text = f"{talk[:before].rpartition('. ')[0]}. I have no fever, no chest pain and no rash. {talk[:after]}"
    assert not assess(text).urgency.is_alarm


def test_a_text_of_any_length_is_judged_at_both_ends():
    talk = "The staff were lovely and the tea was warm. " * 4_000
    assert assess(f"I can't breathe. {talk}").urgency.is_alarm
    assert assess(f"{talk} I can't breathe").urgency.is_alarm


def test_findings_in_a_long_text_quote_the_whole_of_it():
    text = "The staff were lovely. " * 500 + "I can't breathe"
    assert [text[f.start : f.end] for f in assess(text).reported] == [f.words for f in assess(text).reported]
    assert assess(text).reported
