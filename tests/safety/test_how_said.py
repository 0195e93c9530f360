"""How a thing is said decides whether it is a report."""

import pytest
from safety_sentences import labelled

from bot.safety import Said, assess

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
