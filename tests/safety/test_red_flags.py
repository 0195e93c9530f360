"""Every item of both alarm rows, in the words patients use."""

import pytest
from safety_sentences import alarms, labelled

from bot.safety import Said, Urgency, assess, rules

ALARMS = alarms()
ITEMS = sorted({(level, item) for level, item, _ in ALARMS})
QUIET = sorted({item for _, item, _ in labelled("quiet.yml")})


@pytest.mark.parametrize(("level", "item"), ITEMS)
def test_a_red_flag_is_raised(level, item):
    sentences = [
        sentence for its_level, its_item, sentence in ALARMS if (its_level, its_item) == (level, item)
    ]
    assert [said for said in sentences if assess(said).urgency.rank < Urgency(level).rank] == []


@pytest.mark.parametrize("item", QUIET)
def test_plain_talk_raises_no_alarm(item):
    sentences = [sentence for _, its_item, sentence in labelled("quiet.yml") if its_item == item]
    assert [said for said in sentences if assess(said).urgency.is_alarm] == []


def test_an_urgent_red_flag_is_seldom_called_an_emergency():
    urgent = [sentence for level, _, sentence in ALARMS if level == "urgent"]
    raised = [sentence for sentence in urgent if assess(sentence).urgency is Urgency.EMERGENCY]
    assert len(raised) <= len(urgent) * 0.05, raised


def test_every_flag_can_be_named_and_sourced():
    for flag in rules().flags.values():
        assert flag.names
        assert flag.source.url.host in ("www.nhs.uk", "www.nice.org.uk")


def test_a_finding_leads_to_its_flag():
    finding = assess("my throat is closing").reported[0]
    flag = rules().flag(finding.flag)
    assert (flag.urgency, flag.topic, flag.kind) == (Urgency.EMERGENCY, "allergic_reactions", "medical")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("I want to kill myself", "crisis"),
        ("I've been cutting myself", "crisis"),
        ("I'm going to kill that doctor", "threat"),
        ("I can't breathe", "medical"),
    ],
)
def test_a_crisis_and_a_threat_are_told_from_illness(sentence, kind):
    assert kind in {rules().flag(finding.flag).kind for finding in assess(sentence).reported}


def test_the_most_urgent_report_comes_first():
    reported = assess("my knee is a bit sore and I can't breathe").reported
    assert reported[0].flag == "breathing_trouble"
    assert all(finding.said is Said.REPORT for finding in reported)
