"""Patients' spellings become plain words that keep their place in the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.words import plain, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I can't, cant, CANNOT", "i can not can not can not"),
        ("im hes ive dont wont", "i am he is i have do not will not"),
        ("wouldn’t", "would not"),
        ("dad's lips", "dad lips"),
        ("it's", "it is"),
        ("u r b4 2day pls", "you are before today please"),
        ("heeelp bloooood sooo", "help blood so"),
        ("breeth diarrea siezure swolen tounge", "breathe diarrhoea seizure swollen tongue"),
        ("tumor color gray", "tumour colour grey"),
        ("cantbreathe chestpain", "can not breathe chest pain"),
        ("38.5c 39,2 10/10 10mg", "38.5 c 39.2 10/10 10 mg"),
        ("fever + rash & pain", "fever and rash and pain"),
        ("w/o fever", "without fever"),
        ("ｃａｆé naïve", "cafe naive"),
        ("🩸", "blood"),
        ("canâ€™t", "can not"),
        ("itching", "itching"),
    ],
)
def test_a_spelling_is_written_out_plainly(text, expected):
    assert " ".join(plain(text)) == expected


@pytest.mark.parametrize(
    ("text", "boundaries"),
    [
        ("one. two! three? four; five", [".", "!", "?", ";"]),
        ("one, two (three) four: five - six", [",", ",", ",", ",", ","]),
        ("one\ntwo", ["."]),
        ("my chest... it hurts", [","]),
        ("what?!", ["?"]),
        ("non-blanching", []),
    ],
)
def test_clauses_and_sentences_keep_their_bounds(text, boundaries):
    assert [word.norm for word in words(text) if word.is_boundary] == boundaries


@settings(deadline=None)
@given(st.text() | st.text("can't⁠ﬁ🤮é’ ", max_size=50))
def test_any_text_gives_words_in_order_within_it(text):
    places = [(word.start, word.end) for word in words(text)]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)


def test_words_keep_their_place_in_the_original():
    text = "My ｔongue… can’t move"
    assert [text[word.start : word.end] for word in words(text)] == [
        "My",
        "ｔongue",
        "…",
        "can’t",
        "can’t",
        "move",
    ]
