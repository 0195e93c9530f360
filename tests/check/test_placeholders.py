"""Braces hold the clinic's values only, and a button says what it sends."""


def test_an_unknown_placeholder_is_named_with_its_line(project):
    line = project.change("domain.yml", "{clinic_email}", "{clinic_fax}")
    problem = project.problem()
    assert (problem.file, problem.line) == ("domain.yml", line)
    assert "unknown placeholder {clinic_fax}" in problem.message


def test_a_stray_brace_is_a_problem(project):
    line = project.change(
        "domain.yml", "call {emergency_number}.", "call {emergency_number.", after="utter_bot"
    )
    problem = project.problem()
    assert line - 4 <= problem.line <= line
    assert "stray '{'" in problem.message


def test_a_button_that_sends_a_command_is_a_problem(project):
    line = project.change("domain.yml", "payload: Risk of infection", "payload: /infection_risk")
    problem = project.problem()
    assert problem.line == line
    assert "sends '/infection_risk'" in problem.message


def test_a_button_that_is_no_topics_title_is_a_problem(project):
    project.change("data/topics.yml", "title: Risk of infection", "title: Infections")
    assert "'Risk of infection' is no topic's title" in project.problem().message
