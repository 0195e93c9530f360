"""Emergencies in ten other languages, as patients type them; and what is none."""

import shutil
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safety_sentences import alarms, labelled

from bot.languages import OTHER_LANGUAGES
from bot.safety import Said, Urgency, assess, rules
from bot.safety.languages import EMERGENCIES, load_languages
from bot.safety.rules import DATA
from bot.yamlfile import DataError

SENTENCES = list(labelled("languages.yml"))
REPORTS = [case for case in SENTENCES if case[1] != "quiet"]
QUIET = [case for case in SENTENCES if case[1] == "quiet"]
KINDS = sorted({(language, flag) for language, flag, _ in REPORTS})
ENGLISH = [sentence for _, _, sentence in (*labelled("quiet.yml"), *labelled("said.yml"), *alarms())]
reports = st.sampled_from(REPORTS)


def raised(text: str) -> set[tuple[str | None, str]]:
    """Return the language and the flag of each emergency that the text reports."""
    return {
        (finding.language, finding.flag)
        for finding in assess(text).reported
        if finding.urgency is Urgency.EMERGENCY
    }


def without_marks(text: str) -> str:
    """Return the text as it is typed where the keyboard lacks the letters with marks."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn")
    return bare.translate(str.maketrans("łŁ", "lL"))


@pytest.mark.parametrize(("language", "flag"), KINDS)
def test_an_emergency_is_raised_in_its_language(language, flag):
    sentences = [
        said for its_language, its_flag, said in REPORTS if (its_language, its_flag) == (language, flag)
    ]
    assert [said for said in sentences if (language, flag) not in raised(said)] == []


def test_every_emergency_is_tried_in_every_language():
    assert set(KINDS) == {(language, flag) for language in OTHER_LANGUAGES for flag in EMERGENCIES}


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_what_is_denied_asked_over_or_harmless_raises_no_alarm(language):
    sentences = [said for its_language, _, said in QUIET if its_language == language]
    assert sentences
    assert [said for said in sentences if assess(said).urgency.is_alarm] == []


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("no tengo dolor de pecho", Said.DENIED),
        ("বুকে ব্যথা নেই", Said.DENIED),
        ("en caso de infarto", Said.HYPOTHETICAL),
        ("¿el dolor de pecho es un efecto secundario?", Said.QUESTION),
        ("五年前中风过", Said.PAST),
        ("tengo dolor de pecho", Said.REPORT),
        ("¿tengo dolor de pecho por un efecto secundario?", Said.REPORT),
        ("dolor de pecho, es un efecto secundario?", Said.REPORT),
        ("hace años tuve un infarto y hoy otra vez", Said.REPORT),
        ("no puedo respirar", Said.REPORT),
        ("no no puedo respirar", Said.REPORT),
        ("que pasa si me quiero suicidar", Said.REPORT),
    ],
)
def test_a_finding_says_how_it_was_said(sentence, said):
    assert {finding.said for finding in assess(sentence).findings} == {said}


def test_english_is_no_other_language():
    assert [text for text in ENGLISH if any(finding.language for finding in assess(text).findings)] == []


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("tive um AVC agora", "pt"),
        ("il fait un AVC", "fr"),
        ("face un AVC acum", "ro"),
        ("teve um infarto", "pt"),
    ],
)
def test_a_word_that_languages_share_is_in_the_language_of_the_words_around_it(sentence, language):
    assert {its_language for its_language, _ in raised(sentence)} == {language}


@settings(deadline=None)
@given(reports)
def test_an_emergency_is_raised_without_accents(report):
    language, flag, sentence = report
    if language not in ("ar", "ur", "bn", "pa"):  # in those scripts most marks are letters
        assert (language, flag) in raised(without_marks(sentence))


@settings(deadline=None)
@given(reports)
def test_an_emergency_is_raised_in_capitals(report):
    language, flag, sentence = report
    assert (language, flag) in raised(sentence.upper())


@settings(deadline=None)
@given(reports, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_an_emergency_is_raised_however_its_letters_are_composed(report, form):
    language, flag, sentence = report
    assert (language, flag) in raised(unicodedata.normalize(form, sentence))


@settings(deadline=None)
@given(
    reports,
    st.sampled_from(
        ["Hello, sorry, my English is not good. {}. Please tell me what to do", "{}!!!", "{} 😭", "\n\n{}\n"]
    ),
)
def test_an_emergency_is_raised_among_other_words(report, wrapping):
    language, flag, sentence = report
    assert (language, flag) in raised(wrapping.format(sentence))


@settings(deadline=None)
@given(reports)
def test_an_emergency_is_raised_at_either_end_of_a_long_message(report):
    language, flag, sentence = report
    talk = "The staff were lovely and the tea was warm. " * 120
    assert (language, flag) in raised(f"{sentence}. {talk}")
    assert (language, flag) in raised(f"{talk}\n{sentence}")


@settings(deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from([said for *_, said in SENTENCES]) | st.text(max_size=9)).map(" ".join)
)
def test_any_text_is_judged_and_findings_quote_it(text):
    for spoken in rules().languages.find(text):
        assert text[spoken.start : spoken.end].strip()


def test_every_emergency_is_a_red_flag_of_the_same_level():
    assert {rules().flag(flag).urgency for flag in EMERGENCIES} == {Urgency.EMERGENCY}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / "languages", tmp_path / "languages"))


def problem(folder: Path) -> str:
    with pytest.raises(DataError) as error:
        load_languages(folder)
    return str(error.value)


def edit(path: Path, old: str, new: str) -> int:
    """Replace the first `old` by `new`; return the line it stands on."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_a_missing_language_is_named(folder):
    (folder / "ar.yml").unlink()
    assert problem(folder).startswith(f"{folder / 'ar.yml'}: cannot be read")


def test_an_unknown_language_is_refused(folder):
    (folder / "ar.yml").rename(folder / "xx.yml")
    assert problem(folder).startswith(f"{folder / 'xx.yml'}: there is no language `xx`")


def test_a_language_without_phrases_for_an_emergency_is_refused(folder):
    file = folder / "ar.yml"
    edit(file, "  seizure: |", "  stroke_too: |")
    edit(file, "  stroke_too: |", "# nothing\n  collapse_: |")
    assert f"{file}:" in problem(folder)


def test_phrases_for_what_is_no_emergency_are_refused(folder):
    file = folder / "bn.yml"
    line = edit(file, "  seizure: |", "  seizures: |")
    (folder / "ar.yml").write_text((folder / "ar.yml").read_text(encoding="utf-8"), encoding="utf-8")
    assert problem(folder).startswith(f"{file}:{line}: `seizures` is no emergency")


def test_a_wrong_phrase_is_named_with_its_line(folder):
    file = folder / "es.yml"
    line = edit(file, "    hemorragia*", "    (hemorragia*")
    assert problem(folder).startswith(f"{file}:{line}: ")
    assert "never closed" in problem(folder)


def test_a_part_that_is_missing_is_named(folder):
    edit(folder / "es.yml", "supposed: |", "suposed: |")
    assert "supposed: field required" in problem(folder)
