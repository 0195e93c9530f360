"""What of a mail is read: all that its writer wrote, and nothing that it quotes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.messaging.html_words import words_of_html
from bot.channels.messaging.mail import is_automatic
from bot.channels.messaging.quoted import written

WROTE = "On Mon, 5 Jan 2026 at 10:00, Clinic <ask@clinic.example> wrote:"
ATTRIBUTIONS = [
    WROTE,
    "On Mon, 5 Jan 2026 at 10:00, Clinic\n<ask@clinic.example> wrote:",
    "Am 05.01.2026 um 10:00 schrieb Clinic <ask@clinic.example>:",
    "Le lun. 5 janv. 2026 à 10:00, Clinic <ask@clinic.example> a écrit :",
]
OUTLOOK = (
    "From: Clinic <ask@clinic.example>\nSent: Monday, 5 January 2026 10:00\nTo: Sam\nSubject: Your visit\n"
)


@pytest.mark.parametrize(
    ("subject", "body", "words"),
    [
        ("Re: Visit", f"It hurts.\n\n{WROTE}\n> I can't breathe", "It hurts."),
        ("Chest pain", "", "Chest pain"),
        ("A question", "Does it hurt?\n-- \nSam", "A question\nDoes it hurt?"),
        ("RE: x", "Yes\n\n-----Original Message-----\nFrom: Clinic\nCall 999", "Yes"),
        ("Re: x", "> Does it hurt?\nVery much.", "Very much."),
        ("Re: x", f"{WROTE}\n> Does it hurt?\nVery much.", "Very much."),
        ("RE: x", f"Yes\n\n________________________________\n{OUTLOOK}\nCall 999", "Yes"),
        ("RE: x", f"Yes\n\n{OUTLOOK}\nCall 999", "Yes"),
        ("AW: x", "Ja\n\nVon: Clinic\nGesendet: Montag\nAn: Sam\nBetreff: x\n\nCall 999", "Ja"),
    ],
)
def test_of_a_mail_what_the_person_wrote_is_read(subject: str, body: str, words: str) -> None:
    assert written(subject, body) == words


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize(
    "said",
    [
        "Am having chest pain and can't breathe.",
        "On Monday I had the injection, now my throat is closing.",
        "On my way home I collapsed.",
        "On 5 January 2026 I had the injection.\nNow I can't breathe.",
        "On Monday 05/01/2026 I collapsed.\n\nMy wife found me.",
        "On 05/01/2026 a nurse wrote:\n\nbut now I can't breathe",
    ],
)
def test_a_sentence_that_begins_like_an_attribution_is_kept(said: str, attribution: str) -> None:
    assert written("Re: Visit", f"{said}\n\n{attribution}\n> Call us with any question\n") == said


OF_A_PERSON = st.lists(
    st.sampled_from(
        ["On", "Am", "Le", "Monday", "wrote", "wrote:", "2026", "05/01/2026", "pain", "a@b", "1:00", "?", ""]
    ),
    max_size=8,
).map(" ".join)


@given(st.lists(OF_A_PERSON, min_size=1, max_size=5), st.sampled_from(ATTRIBUTIONS))
def test_whatever_a_person_writes_above_the_attribution_is_kept(said: list[str], attribution: str) -> None:
    above = "\n".join(said)
    assert written("Re: x", f"{above}\n\n{attribution}\n> quoted") == above.strip()


@pytest.mark.parametrize(
    "body",
    ["-----Original Message-----\nI can't breathe", f"{OUTLOOK}I can't breathe", "-- \nI can't breathe"],
)
def test_a_mail_of_which_nothing_would_be_left_keeps_its_unquoted_lines(body: str) -> None:
    assert "I can't breathe" in written("Re: x", body)


def test_a_mail_that_only_quotes_has_no_words() -> None:
    assert written("Re: x", f"\n{WROTE}\n> I can't breathe\n") == ""


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_mail_can_be_read(subject: str, body: str) -> None:
    assert isinstance(written(subject, body), str)


def test_of_an_html_mail_the_words_are_read() -> None:
    markup = "<head><style>p {}</style></head><p>It&nbsp;hurts.</p><div>A lot</div><blockquote>Call 999</blockquote>"
    assert words_of_html(markup).split() == ["It", "hurts.", "A", "lot"]


@pytest.mark.parametrize("body", ["<body>I can't breathe", "<p>I can't breathe</p>", "<div>I can't breathe"])
def test_a_head_that_is_not_closed_ends_where_the_body_begins(body: str) -> None:
    assert words_of_html(f"<html><head><title>Mail</title><meta charset=utf-8>{body}") == "I can't breathe"


def test_what_stands_after_a_quote_with_an_open_tag_is_read() -> None:
    assert words_of_html("<blockquote><blockquote>Call</blockquote></blockquote>I faint") == "I faint"
    assert words_of_html('<blockquote><div class="gmail_attr">Call</blockquote>I faint') == "I faint"


def test_an_answer_between_gmails_quotes_is_read() -> None:
    markup = (
        '<div class="gmail_quote"><div class="gmail_attr">On Monday, Clinic wrote:</div>'
        "<blockquote>Fever?</blockquote><div>I can't breathe</div><blockquote>Call 999</blockquote></div>"
    )
    assert words_of_html(markup) == "I can't breathe"


def test_outlooks_quote_in_html_is_not_read() -> None:
    head = "<div><b>From:</b> Clinic<br><b>Sent:</b> Monday<br><b>To:</b> Sam<br><b>Subject:</b> x</div>"
    assert written("RE: x", words_of_html(f"<p>Thanks</p><hr>{head}<p>Call 999</p>")) == "Thanks"


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ({"Auto-Submitted": "auto-generated"}, "a@b.example"),
        ({"precedence": "bulk"}, "a@b.example"),
        ({}, "no-reply@b.example"),
        ({}, ""),
    ],
)
def test_automatic_mail_is_known(headers: dict[str, str], sender: str) -> None:
    assert is_automatic(headers, sender)
    assert not is_automatic({"Auto-Submitted": "no"}, "sam@b.example")
