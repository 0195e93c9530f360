"""Each topic and aspect has one answer, each kind of message a reply, each topic a title."""

import re

import pytest


def _without_reply(project, name):
    path = project.root / "domain.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(rf"  {name}:\n(?:(?:    .*)?\n)+", "", text), encoding="utf-8")


def _line_of(project, text):
    lines = (project.root / "domain.yml").read_text(encoding="utf-8").splitlines()
    return lines.index(text) + 1


@pytest.mark.parametrize("name", ["utter_tumour_risk", "utter_emergency", "utter_out_of_scope"])
def test_a_missing_reply_is_a_problem(project, name):
    _without_reply(project, name)
    problem = project.problem()
    assert (problem.file, problem.line) == ("domain.yml", _line_of(project, "responses:"))
    assert f"{name} is missing" in problem.message


def test_a_missing_aspect_is_named_with_its_replys_line(project):
    path = project.root / "domain.yml"
    text = path.read_text(encoding="utf-8")
    start = text.index("    - condition:", text.index("utter_monitoring:"))
    end = text.index("    - condition:", start + 1)
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    problem = project.problem()
    assert problem.line == _line_of(project, "  utter_monitoring:")
    assert "no answer for cause" in problem.message


def test_an_unknown_aspect_is_named_with_its_line(project):
    line = project.change("domain.yml", "value: duration", "value: how_long", after="utter_pain_discomfort")
    found = {(problem.line, problem.message.split(";")[0]) for problem in project.problems()}
    assert (line, "unknown aspect 'how_long'") in found


def test_two_answers_for_one_aspect_are_a_problem(project):
    line = project.change("domain.yml", "value: duration", "value: cause", after="utter_pain_discomfort")
    assert any(
        problem.line == line and "2 answers for cause" in problem.message for problem in project.problems()
    )


def test_a_condition_on_another_slot_is_a_problem(project):
    line = project.change(
        "domain.yml", "name: aspect, value: duration", "name: mood, value: duration", after="utter_outlook"
    )
    assert any(
        problem.line == line and "something else than one aspect" in problem.message
        for problem in project.problems()
    )


def test_a_topic_without_a_title_is_named_with_its_line(project):
    project.change(
        "data/topics.yml",
        "  - id: outlook\n    title: Benefits and the future\n"
        "    description: what the treatment promises, and a balanced view\n",
        "",
    )
    problem = project.problem()
    assert problem.line == _line_of(project, "  - outlook: {use_entities: []}")
    assert "the topic outlook has no title" in problem.message


def test_two_topics_with_one_title_are_a_problem(project):
    line = project.change("data/topics.yml", "title: Allergic reactions", "title: Risk of Tumours")
    problem = project.problem()
    assert (problem.file, problem.line) == ("data/topics.yml", line)
    assert "'Risk of Tumours'" in problem.message


def test_a_missing_intent_is_a_problem(project):
    project.change("domain.yml", "  - privacy: {use_entities: []}\n", "")
    problem = project.problem()
    assert problem.line == _line_of(project, "intents:")
    assert "the intent privacy is missing" in problem.message
