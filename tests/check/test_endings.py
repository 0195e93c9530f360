"""An answer on a side effect ends with when to call a professional."""


def test_a_side_effect_answer_without_when_to_call_is_named_with_its_line(project):
    line = project.change(
        "domain.yml",
        "If you think you may have an\n        infection, call your clinic at once.",
        "This is for you to do. It will help.",
        after="utter_infection_risk",
    )
    problem = project.problem()
    assert (problem.file, problem.line) == ("domain.yml", line)
    assert "does not end with when to call a professional" in problem.message


def test_when_to_call_must_come_last(project):
    project.change(
        "domain.yml", "call your clinic.", "call your clinic. It may pass.", after="utter_pain_discomfort"
    )
    assert "does not end with when to call" in project.problem().message


def test_an_answer_on_another_topic_need_not_say_when_to_call(project):
    project.change("data/topics.yml", "    side_effect: true\n", "", after="id: pain_discomfort")
    project.change(
        "domain.yml", "call your clinic.", "call your clinic. It may pass.", after="utter_pain_discomfort"
    )
    assert project.problems() == []
