"""How a thing is said decides whether it is a report."""

import pytest
from safety_sentences import labelled

from bot.safety import Said, Urgency, assess

CASES = list(labelled("said.yml"))
RULES = list(dict.fromkeys((rule, level) for rule, level, _ in CASES))


@pytest.mark.parametrize(("rule", "level"), RULES)
def test_the_urgency_follows_how_it_is_said(rule, level):
    sentences = [said for its_rule, its_level, said in CASES if (its_rule, its_level) == (rule, level)]
    assert [said for said in sentences if assess(said).urgency.value != level] == []


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("no fever", Said.DENIED),
        ("can it cause a fever?", Said.QUESTION),
        ("what if I get a fever", Said.HYPOTHETICAL),
        ("I had a fever years ago", Said.PAST),
        ("my fever has gone", Said.RESOLVED),
        ("I have football fever", Said.IDIOM),
        ("the leaflet mentions fever", Said.FICTION),
        ("I have a fever", Said.REPORT),
    ],
)
def test_a_finding_says_how_it_was_said(sentence, said):
    assert {finding.said for finding in assess(sentence).findings if finding.flag == "fever"} == {said}


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("Hello. NO fever", "NO"),
        ("i dont have any fever", "dont have"),
        ("can it cause a fever?", "can it"),
        ("what if I get a fever", "what if"),
        ("I had a fever years ago", "years ago"),
        ("my fever has gone", "has gone"),
        ("I have football fever", "football fever"),
        ("the leaflet mentions fever", "leaflet mentions"),
        ("fever?\n\n", "?"),
        ("I have a fever", None),
        ("no pus but I have a fever", "no"),
    ],
)
def test_a_finding_names_the_words_that_decided_how_it_was_said(sentence, cue):
    assert {finding.cue for finding in assess(sentence).findings if finding.flag == "fever"} == {cue}


@pytest.mark.parametrize(
    ("sentence", "clear"),
    [
        ("I have a fever", True),
        ("my temperature is 39.5", True),
        ("I can't breathe", True),
        ("no puff left, had to sit down", True),
        ("He had the cells two weeks ago and has a fever", True),
        ("a fever, and the injection was only days ago", True),
        ("had a fit an hour ago", True),
        ("fever, as in the article two weeks ago", False),
        ("fever and chills according to page 14", False),
        ("is it fever that I have?", False),
        ("she has dementia and forgot my name on Sunday", False),
        ("my son has seizures, is there any stem cell treatment for that", False),
        ("I came out in hives all over with the contrast dye", False),
        ("fever pattern in rare illnesses", False),
        ("she forgot my name on Sunday", True),
        ("was born with a bad heart, he has collapsed", True),
        ("at a wedding and my husband fainted", True),
    ],
)
def test_a_report_is_clear_where_nothing_casts_doubt_on_it(sentence, clear):
    assert {finding.clear for finding in assess(sentence).reported if finding.urgency.is_alarm} == {clear}


@pytest.mark.parametrize("sentence", ["fever and chills according to page 14", "is it fever that I have?"])
def test_a_doubtful_report_counts_unless_a_second_opinion_denies_it(sentence):
    found = assess(sentence)
    assert found.beside(None).is_alarm
    assert found.beside(Urgency.URGENT).is_alarm
    assert not found.beside(Urgency.NONE).is_alarm


@pytest.mark.parametrize("opinion", list(Urgency))
def test_no_second_opinion_sets_a_clear_report_aside(opinion):
    assert assess("I can't breathe").beside(opinion) is Urgency.EMERGENCY


def test_the_cue_of_a_finding_at_the_end_of_a_long_text_is_named():
    (finding,) = assess("The staff were lovely. " * 500 + "No fever").findings
    assert (finding.words, finding.cue) == ("fever", "No")
