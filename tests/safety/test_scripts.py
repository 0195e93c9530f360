"""Plain words: the same however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.scripts import plain_script, script_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nie mogę oddychać, łapię", "NIE MOGE ODDYCHAC LAPIE"),
        ("şi ţine", "și ține"),
        ("j'étouffe", "j’etouffe"),
        ("j'étouffe", "jetouffe"),
        ("j'étouffe", "j etouffe"),
        ("s-a prăbușit", "sa prabusit"),
        ("aidez-moi", "aidez moi"),
        ("ayudaaaaa", "ayuda"),
        ("ｈｅｌｐ", "help"),
        ("أُمّي لا تتنفَّس", "امي لا تتنفس"),
        ("صديقة", "صديقه"),
        ("وما أقدر", "ما اقدر"),
        ("سـاعدوني", "ساعدوني"),
        ("سانس نہیں", "سانس نهين"),
        ("ਬੁੱਲ੍ਹ ਨਹੀਂ", "ਬੁਲ੍ਹ ਨਹੀ"),
        ("ਖ਼ੂਨ", "ਖੂਨ"),
        ("হয়ে কাঁপছে", "হয়ে কাপছে"),
    ],
)
def test_two_ways_of_typing_a_word_are_one(one, other):
    assert plain_script(one) == plain_script(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ਸਹ", "ਸਾਹ"), ("ਸਿ", "ਸੀ"), ("বুক", "বক"), ("وہ", "ہ"), ("ہے", "ہی"), ("pero", "perro")],
)
def test_different_words_stay_different(one, other):
    assert plain_script(one) != plain_script(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我喘不过气!", ["我", "喘", "不", "过", "气", "!"]),
        ("¿qué? sí", [".", "que", "?", "si"]),
        ("کیا؟ ہاں۔", ["کیا".replace("ک", "ك").replace("ی", "ي"), "?", "هان", "."]),
        ("ਹਾਂ। ਜੀ", ["ਹਾ", ".", "ਜੀ"]),
        ("救命！，啊", ["救", "命", "!", ",", "啊"]),
    ],
)
def test_a_text_is_split_into_words_and_boundaries(text, words):
    assert [word.norm for word in script_words(text)] == words


@given(st.text())
def test_each_word_knows_its_place_in_any_text(text):
    places = [(word.start, word.end) for word in script_words(text)]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
