"""No message is labelled in two ways."""

TWICE = "    - how long does that last\n"


def test_a_message_under_two_intents_is_named_with_both_lines(project):
    project.change("data/nlu.yml", TWICE, TWICE + "    - hello, there!\n")
    problem = project.problem()
    assert (problem.file, problem.line) == ("data/nlu.yml", 12)
    assert "in line 6" in problem.message


def test_a_message_with_two_urgencies_is_a_problem(project):
    project.change(
        "data/nlu.yml",
        TWICE,
        TWICE
        + "- intent: follow_up\n  metadata: {urgency: routine}\n  examples: |\n    - How long does that last?\n",
    )
    problem = project.problem()
    assert problem.line == 15
    assert "follow_up, routine here and follow_up, none in line 11" in problem.message


def test_a_message_twice_under_one_label_is_no_problem(project):
    project.change("data/nlu.yml", TWICE, TWICE + TWICE)
    assert project.problems() == []


def test_a_message_of_the_same_words_in_another_order_under_another_intent_is_a_problem(project):
    project.change("data/nlu.yml", TWICE, TWICE + "    - does it hurt much\n")
    project.change(
        "data/nlu.yml",
        "- intent: follow_up",
        "- intent: smalltalk\n  examples: |\n    - it does, please, hurt much\n- intent: follow_up",
    )
    assert "of the same words" in project.problem().message


def test_messages_of_the_same_words_under_one_label_are_no_problem(project):
    project.change("data/nlu.yml", TWICE, TWICE + "    - that lasts how long please\n")
    assert project.problems() == []


def test_a_single_word_in_two_forms_of_address_is_no_problem(project):
    project.change("data/nlu.yml", TWICE, TWICE + "    - why please\n")
    project.change(
        "data/nlu.yml",
        "- intent: follow_up",
        "- intent: smalltalk\n  examples: |\n    - why\n- intent: follow_up",
    )
    assert project.problems() == []
