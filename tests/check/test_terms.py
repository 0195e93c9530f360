"""A reply uses no medical word that its passages do not hold."""

import pytest

from bot.check.stems import stems
from bot.check.terms import load_terms

CLAIMS = [
    ("Take paracetamol for it. ", "paracetamol"),
    ("You may feel numbness. ", "numb"),
    ("A fever is a sign of it. ", "fever"),
    ("An ice pack helps. ", "ice pack"),
    ("Antibiotics can help. ", "antibiotic"),
    ("It can harm the liver. ", "liver"),
]


@pytest.mark.parametrize(("claim", "term"), CLAIMS)
def test_an_invented_claim_is_named_with_its_line(project, claim, term):
    line = project.change(
        "domain.yml",
        "After stem cell therapy",
        claim + "After stem cell therapy",
        after="utter_pain_discomfort",
    )
    found = [problem for problem in project.problems() if f"the medical term '{term}" in problem.message]
    assert [(problem.file, problem.line) for problem in found] == [("domain.yml", line)]


def test_a_term_that_only_another_passage_holds_is_a_problem(project):
    project.change("domain.yml", "sources: [tumour]", "sources: [allergy]", after="utter_tumour_risk")
    assert any("the medical term 'tumour'" in problem.message for problem in project.problems())


def test_a_reply_with_no_sources_may_not_use_a_medical_word(project):
    line = project.change("domain.yml", "Is there anything else", "Rest and drink. Is there anything else")
    problem = project.problem()
    assert problem.line == line
    assert "none named" in problem.message


def test_a_word_may_be_said_not_to_be_in_the_article(project):
    project.change("domain.yml", "mention redness or warmth.", "mention redness, warmth or fever.")
    assert project.problems() == []


def test_a_claim_may_not_hide_behind_a_word_that_is_not_in_the_article(project):
    project.change(
        "domain.yml",
        "mention redness or warmth.",
        "mention redness or warmth, but you may get a fever and feel ill.",
    )
    assert any("'fever'" in problem.message for problem in project.problems())


def test_plain_words_may_stand_for_the_articles_own(project):
    project.change(
        "domain.yml", "you may have pain, swelling", "you may be sore, swollen", after="utter_pain_discomfort"
    )
    assert project.problems() == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("infection", "infected"),
        ("allergy", "allergies"),
        ("allergic", "allergy"),
        ("tumour", "tumors"),
        ("dizzy", "dizziness"),
        ("inflammation", "inflamed"),
        ("diarrhoea", "diarrhea"),
        ("rash", "rashes"),
        ("bleed", "bleeding"),
        ("immune", "immunity"),
        ("Parkinson’s", "parkinson"),
    ],
)
def test_word_endings_and_spellings_do_not_matter(one, other):
    assert stems(one) == stems(other)


@pytest.mark.parametrize(("one", "other"), [("ear", "early"), ("numb", "number"), ("shoulder", "should")])
def test_other_words_stay_apart(one, other):
    assert stems(one) != stems(other)


def test_the_vocabulary_is_wide_and_says_nothing_twice():
    terms = list(load_terms().all_terms())
    assert len(terms) > 500
    assert len({tuple(stems(term)) for term in terms}) == len(terms)
