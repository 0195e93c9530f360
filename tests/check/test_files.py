"""A file that cannot be used is named, and the other files are checked all the same."""

import shutil
from pathlib import Path

import pytest

from bot.check import understanding

ROOT = Path(__file__).parents[2]


def test_an_invalid_clinic_setting_is_named_with_its_line(project):
    line = project.change("clinic.yml", "email: hello@riverside-clinic.example", "email: nobody")
    problem = project.problem()
    assert (problem.file, problem.line) == ("clinic.yml", line)
    assert "e-mail" in problem.message


def test_a_domain_that_is_no_yaml_is_named_with_its_line(project):
    project.change("domain.yml", "  utter_outlook:", " utter_outlook: [")
    problem = project.problem()
    assert problem.file == "domain.yml"
    assert problem.line > 100
    assert "not valid YAML" in problem.message


def test_a_character_that_yaml_does_not_allow_is_named_with_its_line(project):
    line = project.change("clinic.yml", "email: hello@", "email: \x07hello@")
    problem = project.problem()
    assert (problem.file, problem.line) == ("clinic.yml", line)
    assert "U+0007" in problem.message


def test_a_reply_without_text_is_named_with_its_line(project):
    line = project.change("domain.yml", "    - text: You are welcome.", "    - image: You are welcome.")
    problem = project.problem()
    assert (problem.file, problem.line) == ("domain.yml", line)
    assert "utter_smalltalk_thanks has no text" in problem.message


@pytest.mark.parametrize("file", ["bot/safety/red_flags.yml", "bot/aspects.yml", "bot/smalltalk.yml"])
def test_a_rule_file_that_cannot_be_read_is_named_with_its_line(project, file):
    copy = project.root / file
    shutil.copytree(
        ROOT / file.rpartition("/")[0], copy.parent, ignore=shutil.ignore_patterns("*.py", "*.html")
    )
    copy.write_text("[\n\n" + copy.read_text(encoding="utf-8"), encoding="utf-8")
    lines = [problem.line for problem in understanding.check(project.root) if problem.file == file]
    assert len(lines) == 1
    assert lines[0] > 1


def test_a_missing_article_is_a_problem(project):
    (project.root / "data/article.yml").unlink()
    assert project.problem().file == "data/article.yml"


def test_problems_of_two_files_are_both_found(project):
    project.change("clinic.yml", "country: GB", "country: Britain")
    project.change("domain.yml", "sources: [pain]", "sources: [paint]")
    assert {"clinic.yml", "domain.yml"} <= {problem.file for problem in project.problems()}
