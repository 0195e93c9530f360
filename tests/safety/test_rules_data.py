"""The safety data are checked when they are read; an error names file and line."""

import shutil
from pathlib import Path

import pytest

from bot.safety.after_alarm import DATA as AFTER_ALARM
from bot.safety.after_alarm import load_answers
from bot.safety.rules import DATA, load_rules
from bot.yamlfile import DataError

JAUNDICE_TOO = """\
  - id: jaundice_too
    urgency: urgent
    names: yellow skin
    topic: symptom_report
    source: {title: "NHS: Jaundice", url: "https://www.nhs.uk/conditions/jaundice/"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(DATA, tmp_path / "safety", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    )


def edit(path: Path, old: str, new: str) -> int:
    """Replace the first `old` by `new`; return the line it stands on."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_every_phrase_can_be_searched_for() -> None:
    read = load_rules()
    languages = read.languages._languages.values()
    spoken = (patterns for language in languages for patterns in (language.symptoms, language.cues))
    for patterns in (read.patterns, read.saying.patterns, load_answers(AFTER_ALARM), *spoken):
        assert all(compiled.regex.pattern for compiled, _ in patterns._compiled)


def problem(folder: Path) -> str:
    with pytest.raises(DataError) as raised:
        load_rules(folder)
    return str(raised.value)


def test_the_shipped_rules_are_right(folder):
    assert load_rules(folder).flags


def test_an_unknown_word_list_is_named_with_its_line(folder):
    file = folder / "phrases" / "breathing.yml"
    line = edit(file, "    wheez*\n", "    @nowhere\n")
    assert problem(folder).startswith(f"{file}:{line}: breathing_trouble: `@nowhere`")


def test_an_unclosed_bracket_is_named_with_its_line(folder):
    file = folder / "phrases" / "infection.yml"
    line = edit(file, "    night sweats\n", "    (night sweats\n")
    assert f"{file}:{line}:" in problem(folder)


def test_a_wrong_cue_is_named_with_its_line(folder):
    file = folder / "how_said" / "over.yml"
    line = edit(file, "      back to normal\n", "      back to (normal\n")
    assert f"{file}:{line}:" in problem(folder)


def test_a_wrong_phrase_in_another_language_is_named_with_its_line(folder):
    file = folder / "languages" / "pl.yml"
    line = edit(file, "    krwioplucie\n", "    (krwioplucie\n")
    assert f"{file}:{line}:" in problem(folder)


def test_an_unknown_urgency_is_refused(folder):
    edit(folder / "red_flags.yml", "urgency: urgent", "urgency: soonish")
    assert ".urgency" in problem(folder)


def test_a_flag_without_a_source_is_refused(folder):
    path = folder / "red_flags.yml"
    source = next(
        line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if "source:" in line
    )
    edit(path, source, "")
    assert "source" in problem(folder)


def test_two_flags_of_one_id_are_refused(folder):
    line = edit(folder / "red_flags.yml", "id: fever", "id: stroke")
    assert problem(folder).startswith(f"{folder / 'red_flags.yml'}:{line}: there are two flags `stroke`")


def test_phrases_for_an_unknown_flag_are_refused(folder):
    file = folder / "phrases" / "eyes.yml"
    line = edit(file, "  sight_loss: |", "  sight_lost: |")
    assert problem(folder).startswith(f"{file}:{line}: there is no flag `sight_lost`")


def test_a_flag_without_phrases_is_refused(folder):
    file = folder / "red_flags.yml"
    line = edit(file, "  - id: jaundice\n", JAUNDICE_TOO + "  - id: jaundice\n")
    assert problem(folder).startswith(f"{file}:{line}: nothing in phrases/ says `jaundice_too`")


def test_one_list_in_two_files_is_refused(folder):
    file = folder / "phrases" / "words.yml"
    line = edit(file, "lists:\n", "lists:\n  blue_place: |\n    lip\n") + 1
    assert problem(folder).startswith(f"{file}:{line}: there are two lists `blue_place`")


def test_a_combination_of_an_unknown_flag_is_refused(folder):
    edit(folder / "combinations.yml", "[fever, stiff_neck]", "[fever, stiff_elbow]")
    assert "no flag `stiff_elbow`" in problem(folder)


def test_an_unknown_key_is_refused(folder):
    edit(folder / "how_said" / "denied.yml", "reach: list", "reech: list")
    assert "reech" in problem(folder)


def test_a_missing_file_is_named(folder):
    (folder / "red_flags.yml").unlink()
    assert "red_flags.yml" in problem(folder)


def test_a_missing_folder_is_named(folder):
    shutil.rmtree(folder / "how_said")
    assert "how_said" in problem(folder)


def test_a_wrong_answer_phrase_is_named(tmp_path):
    path = tmp_path / "after_alarm.yml"
    path.write_text(
        "lists: {}\nhelped: |\n  ringing (now\nnot_helped: |\n  not\nmistake: |\n  joke\nnot_mistake: |\n  no joke\n"
    )
    with pytest.raises(DataError, match=r"after_alarm\.yml:3: helped"):
        load_answers(path)
