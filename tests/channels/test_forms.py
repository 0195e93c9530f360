"""Texts in a platform's form: split at sentences, marked up, with choices that can be typed."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import yamlfile
from bot.article import load_article
from bot.channels.messaging.choices import chosen, numbered
from bot.channels.messaging.compose import compose
from bot.channels.messaging.markup import HTML, PLAIN, SLACK, TELEGRAM, WHATSAPP, Markup
from bot.channels.messaging.optout import HELP, START, STOP, keyword
from bot.channels.messaging.split import split
from bot.replies import Message
from bot.safety import Urgency

ROOT = Path(__file__).parents[2]
CHOICES = ["Side effects in general", "Risk of infection", "Talking to your care team"]
FORMS = [PLAIN, WHATSAPP, TELEGRAM, HTML, SLACK]


@given(st.text(max_size=600), st.integers(1, 80))
def test_no_part_is_over_the_limit_and_no_character_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(alphabet="<&>ab. ", max_size=300))
def test_a_part_is_within_the_limit_as_the_platform_counts_it(text: str) -> None:
    def length(part: str) -> int:
        return len(html.escape(part))

    assert all(length(part) <= 20 for part in split(text, 20, length))


def test_a_text_is_parted_at_its_sentences() -> None:
    assert split("Call 999 now. It may be serious. Do not wait.", 33) == [
        "Call 999 now. It may be serious.",
        "Do not wait.",
    ]


def test_a_list_is_parted_at_its_lines() -> None:
    assert split("1. One thing\n2. Another thing", 16) == ["1. One thing", "2. Another thing"]


def test_every_reply_that_is_shipped_is_the_same_in_plain_text() -> None:
    responses = yamlfile.read(ROOT / "domain.yml")["responses"]
    texts = [str(variation["text"]) for variations in responses.values() for variation in variations]
    assert len(texts) > 100
    assert [text for text in texts if PLAIN.render(text) != text] == []


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (PLAIN, "Call 999 now & a < b (https://a.example)"),
        (WHATSAPP, "*Call* 999 _now_ & a < b (https://a.example)"),
        (TELEGRAM, '<b>Call</b> 999 <i>now</i> &amp; <a href="https://a.example">a &lt; b</a>'),
        (
            HTML,
            '<b>Call</b> <a href="tel:999">999</a> <i>now</i> &amp; <a href="https://a.example">a &lt; b</a>',
        ),
        (SLACK, "*Call* <tel:999|999> _now_ &amp; <https://a.example|a &lt; b>"),
    ],
)
def test_markdown_becomes_the_platforms_own(form: Markup, shown: str) -> None:
    assert form.render("**Call** 999 *now* & [a < b](https://a.example)", ["999"]) == shown


@pytest.mark.parametrize("form", FORMS)
@given(text=st.text(max_size=200))
def test_any_text_can_be_shown_without_opening_a_tag(form: Markup, text: str) -> None:
    shown = form.render(text, ["999"])
    if form in (TELEGRAM, HTML):
        assert re.fullmatch(r"(?:[^<]|</?(?:b|i)>|<br>|<a href=\"[^\"<>]*\">|</a>)*", shown, re.DOTALL)


def test_a_number_within_a_longer_one_is_no_number_to_call() -> None:
    assert HTML.render("999 1999 9990 999.", ["999"]).count("tel:") == 2


@pytest.mark.parametrize(
    "typed", ["2", " 2. ", "(2)", "two", "TWO", "number 2", "option two", "the second one", "2️⃣", "#2"]
)
def test_a_choice_is_known_by_its_number(typed: str) -> None:
    assert chosen(typed, CHOICES) == "Risk of infection"


@pytest.mark.parametrize("typed", ["risk of infection", '"Risk of  infection."'])
def test_a_choice_is_known_by_its_words(typed: str) -> None:
    assert chosen(typed, CHOICES) == "Risk of infection"


@pytest.mark.parametrize("typed", ["4", "0", "22", "I took 2", "second thoughts", "my temperature is 39", ""])
def test_other_numbers_are_no_choice(typed: str) -> None:
    assert chosen(typed, CHOICES) == typed


@given(st.text(max_size=100))
def test_without_choices_every_text_is_itself(text: str) -> None:
    assert chosen(text, []) == text


@given(st.integers(1, 10))
def test_every_number_of_a_list_is_understood(number: int) -> None:
    choices = [f"Topic {letter}" for letter in "abcdefghij"]
    assert f"{number}. {chosen(str(number), choices)}" in numbered(choices).split("\n")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("STOP", STOP),
        ("  stop! ", STOP),
        ("Stop all", STOP),
        ("START", START),
        ("unstop", START),
        ("info", HELP),
        ("Help.", HELP),
    ],
)
def test_a_keyword_is_the_whole_message(text: str, word: str) -> None:
    assert keyword(text) == word


@pytest.mark.parametrize(
    "text", ["please stop", "stop the bleeding", "help me breathe", "yes", "the end", ""]
)
def test_keywords_in_a_message_are_words(text: str) -> None:
    assert keyword(text) is None


def test_yes_starts_again_only_after_a_stop() -> None:
    assert keyword("YES", stopped=True) == START


def test_the_sources_of_a_reply_are_named_once_after_the_answer() -> None:
    messages = [
        Message("Call 999 now.", sources=("infection",), deferral=Urgency.EMERGENCY),
        Message("One.", sources=("infection", "pain")),
        Message("Two.", sources=("infection",)),
        Message("If you have not had help yet, call 999."),
    ]
    alarm, one, two, reminder = compose(messages, load_article(ROOT), "In the article:")
    assert alarm.alarm
    assert alarm.text == "Call 999 now."
    assert one.text == "One."
    assert re.fullmatch(r"Two\.\nIn the article: [^;\n]+; [^;\n]+\.", two.text)
    assert reminder.text.endswith("call 999.")
