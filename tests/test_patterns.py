"""The pattern language: what each sign matches, and errors that name file and line."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.patterns import Entry, Patterns, Spelling, entries
from bot.words import Word, words
from bot.yamlfile import DataError

LISTS = {"site": entries("site", "knee\nhip\nlower back"), "bad": entries("bad", "@site pain\nagony")}


def found(phrase: str, text: str) -> list[str]:
    written = words(text)
    matches = Patterns.from_entries([Entry("it", phrase)], LISTS).find(written)
    return [text[written[match.start].start : written[match.end - 1].end] for match in matches]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("can't breathe", "He CANT breathe now", ["CANT breathe"]),
        ("swell*", "it swells and is swollen, swell", ["swells", "swell"]),
        ("(red|hot as fire) knee", "hot as fire knee", ["hot as fire knee"]),
        ("[very] red", "it is very red", ["very red", "red"]),
        ("chest .. hurts", "my chest really really hurts", ["chest really really hurts"]),
        ("chest .. hurts", "my chest is fine, it hurts", []),
        ("chest ... hurts", "my chest, it hurts", ["chest, it hurts"]),
        ("chest ..1 hurts", "chest it really hurts", []),
        ("@site pain", "lower back pain", ["lower back pain"]),
        ("@bad", "hip pain is agony", ["hip pain", "agony"]),
        ("% days", "for 3 days or three days", ["3 days", "three days"]),
        ("chest !(freezer|xr*) .. pain", "chest xray pain, chest wall pain", ["chest wall pain"]),
        ("< tired >", "I am tired. Tired!", ["Tired"]),
        ("lips , blue", "lips, blue", ["lips, blue"]),
        ("pain", "pain", ["pain"]),
    ],
)
def test_a_phrase_finds(phrase, text, expected):
    assert found(phrase, text) == expected


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ("@nowhere", "there is no word list `nowhere`; write one of: bad, site"),
        ("(red|hot", "never closed"),
        ("red) hot", "closes nothing"),
        ("red [hot)", "closes nothing"),
        ("(red||hot)", "extra `|`"),
        ("()", "nothing in it"),
        ("r*", "at least two letters"),
        ("re*d", "may only end a word"),
        ("red !", "what must not follow"),
    ],
)
def test_a_wrong_phrase_is_named_with_file_and_line(tmp_path: Path, phrase, problem):
    path = tmp_path / "flags.yml"
    block = f"fine\n# a comment\n{phrase}\n"
    path.write_text("first: 1\nphrases: |\n" + "".join(f"  {line}\n" for line in block.splitlines()))
    with pytest.raises(DataError) as raised:
        Patterns.from_entries(entries("flag", block, path, ("phrases",)), LISTS)
    assert str(raised.value).startswith(f"{path}:5: flag: ")
    assert problem in str(raised.value)


def test_a_list_that_contains_itself_is_refused():
    with pytest.raises(DataError, match="contains itself"):
        Patterns.from_entries([], {"a": [Entry("a", "@b")], "b": [Entry("b", "@a")]})


@settings(deadline=None)
@given(st.text())
def test_any_text_is_searched_and_matches_lie_within_it(text):
    written = words(text)
    patterns = Patterns.from_entries([Entry("a", "a .. to"), Entry("b", "[a] (i|00*)"), Entry("c", "%")])
    for match in patterns.find(written):
        assert 0 <= match.start < match.end <= len(written)


@given(
    st.lists(
        st.sampled_from(
            ["red", "swell*", "knee", "(", ")", "[", "]", "|", "!", ",", "%", "<", ">", "..", "...2", "@bad"]
        )
    )
)
def test_a_phrase_that_is_taken_can_be_searched_for(tokens):
    try:
        patterns = Patterns.from_entries([Entry("it", " ".join(tokens))], LISTS)
    except DataError:
        return
    for compiled, _ in patterns._compiled:
        assert compiled.regex.pattern


def test_phrases_are_written_in_the_spelling_that_they_are_given():
    shouting = Spelling(plain=lambda word: [word.upper()], beginning=str.upper, not_in_gaps=["NEIN"])
    patterns = Patterns.from_entries([Entry("it", "weh ..1 bein*")], LISTS, shouting)
    assert patterns.find(spoken("WEH MEIN BEINCHEN"))
    assert not patterns.find(spoken("WEH NEIN BEIN"))


def test_joined_patterns_find_what_each_of_them_finds():
    parts = [Patterns.from_entries([Entry(word, word)]) for word in ("knee", "hip")]
    assert [match.id for match in Patterns.joined(parts).find(words("my hip and my knee"))] == ["hip", "knee"]


def spoken(text: str) -> list[Word]:
    return [Word(word, place, place + 1) for place, word in enumerate(text.split())]
