"""A reply names the passages that it rests on."""


def test_a_reply_without_sources_is_named_with_its_line(project):
    line = project.change(
        "domain.yml", "      metadata: {sources: [pain]}\n", "", after="utter_pain_discomfort:"
    )
    problem = project.problem()
    assert problem.file == "domain.yml"
    assert line - 5 <= problem.line < line
    assert "utter_pain_discomfort has no sources" in problem.message


def test_an_unknown_passage_is_named_with_its_line(project):
    line = project.change("domain.yml", "sources: [inflammation]", "sources: [inflammation, swelling]")
    problem = project.problem()
    assert (problem.file, problem.line) == ("domain.yml", line)
    assert "unknown passage 'swelling'" in problem.message


def test_an_answer_that_claims_something_may_not_have_empty_sources(project):
    line = project.change("domain.yml", "sources: [communication]", "sources: []", after="value: what_to_do")
    assert any(
        problem.line == line and "without a source" in problem.message for problem in project.problems()
    )


def test_an_answer_that_says_the_article_is_silent_may_have_empty_sources(project):
    project.change(
        "domain.yml",
        "sources: [communication]",
        "sources: []",
        after="utter_choosing_a_clinic:",
    )
    assert project.problems() == []


def test_a_passage_named_twice_is_a_problem(project):
    line = project.change("domain.yml", "sources: [tumour]", "sources: [tumour, tumour]")
    problem = project.problem()
    assert problem.line == line
    assert "twice" in problem.message
