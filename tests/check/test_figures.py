"""A reply gives no figure that the article does not give."""

import pytest

from bot.check.figures import figures


def test_a_made_up_figure_is_named_with_its_line(project):
    line = project.change(
        "domain.yml",
        "They can help with visits",
        "They answer 2 calls at once. They can help with visits",
    )
    problem = project.problem()
    assert (problem.file, problem.line) == ("domain.yml", line)
    assert "the figure '2'" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "It lasts 3 days.",
        "About 5% of people get it.",
        "It lasts two or three weeks.",
        "It is gone within days.",
        "It lasts a few days.",
        "It lasts about a week.",
        "One in ten gets it.",
        "one in a hundred patients",
        "Most people have it.",
        "Half of all patients have it.",
        "Five per cent of them do.",
        "It takes several long months.",
        "The majority are well.",
        "It is gone overnight.",
        "It usually passes.",
        "It is rare.",
        "It never lasts.",
    ],
)
def test_a_figure_is_found(text):
    assert figures(text)


@pytest.mark.parametrize(
    "text",
    [
        "The article gives two groups as examples.",
        "One question at a time works best.",
        "Some people may be allergic to a substance.",
        "It gives no number of days for swelling.",
        "Call your clinic today.",
        "You can call them at any time.",
        "It names one sign and three steps.",
        "It does not say how often this is.",
    ],
)
def test_counting_what_the_article_names_is_no_figure(text):
    assert figures(text) == []


def test_a_clinics_number_in_braces_is_no_figure(project):
    project.change("domain.yml", "call your clinic", "call your clinic on {clinic_phone}", after="severe or")
    assert project.problems() == []


def test_how_often_may_be_said_in_the_passages_own_words(project):
    line = project.change("domain.yml", "is often due to", "is always due to", after="utter_pain_discomfort")
    problem = project.problem()
    assert problem.line == line
    assert "'always'" in problem.message
