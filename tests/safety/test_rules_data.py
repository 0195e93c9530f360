"""The safety data are checked when they are read; an error names file and line."""

import shutil
from pathlib import Path

import pytest

from bot.safety.after_alarm import load_answers
from bot.safety.rules import DATA, load_rules
from bot.yamlfile import DataError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def edit(path: Path, old: str, new: str) -> int:
    """Replace the first `old` by `new`; return the line it stands on."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problem(folder: Path) -> str:
    with pytest.raises(DataError) as raised:
        load_rules(folder)
    return str(raised.value)


def test_the_shipped_rules_are_right(folder):
    assert load_rules(folder).flags


def test_an_unknown_word_list_is_named_with_its_line(folder):
    line = edit(folder / "emergency.yml", "      wheez*\n", "      @nowhere\n")
    assert problem(folder).startswith(f"{folder / 'emergency.yml'}:{line}: breathing_trouble: `@nowhere`")


def test_an_unclosed_bracket_is_named_with_its_line(folder):
    line = edit(folder / "urgent.yml", "      night sweats\n", "      (night sweats\n")
    assert f"{folder / 'urgent.yml'}:{line}:" in problem(folder)


def test_an_unknown_urgency_is_refused(folder):
    edit(folder / "urgent.yml", "urgency: urgent", "urgency: soonish")
    assert "flags.0.urgency" in problem(folder)


def test_a_flag_without_a_source_is_refused(folder):
    path = folder / "mild.yml"
    source = next(
        line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if "source:" in line
    )
    edit(path, source, "")
    assert "source" in problem(folder)


def test_two_flags_of_one_id_are_refused(folder):
    edit(folder / "urgent.yml", "id: fever", "id: stroke")
    assert "two flags `stroke`" in problem(folder)


def test_a_combination_of_an_unknown_flag_is_refused(folder):
    edit(folder / "combinations.yml", "[fever, stiff_neck]", "[fever, stiff_elbow]")
    assert "no flag `stiff_elbow`" in problem(folder)


def test_an_unknown_key_is_refused(folder):
    edit(folder / "how_said.yml", "reach: list", "reech: list")
    assert "reech" in problem(folder)


def test_a_missing_file_is_named(folder):
    (folder / "crisis.yml").unlink()
    assert "crisis.yml" in problem(folder)


def test_a_wrong_answer_phrase_is_named(tmp_path):
    path = tmp_path / "after_alarm.yml"
    path.write_text("lists: {}\nhelped: |\n  ringing (now\nnot_helped: |\n  not\nmistake: |\n  joke\n")
    with pytest.raises(DataError, match=r"after_alarm\.yml:3: helped"):
        load_answers(path)
