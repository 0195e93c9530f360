"""The curated data that are shipped keep every rule."""

from pathlib import Path

import pytest

from bot.aspects import ASPECTS
from bot.check import run
from bot.check.variations import load_domain
from bot.topics import load_topics

ROOT = Path(__file__).parents[2]


def test_the_projects_own_data_have_no_problem():
    assert [str(problem) for problem in run(ROOT, rasa=False)] == []


@pytest.fixture(scope="module")
def answers():
    _, variations = load_domain(ROOT)
    return {(variation.topic, variation.aspect): variation.text for variation in variations}


@pytest.mark.parametrize("aspect", [None, *ASPECTS])
@pytest.mark.parametrize("topic", load_topics(ROOT).ids)
def test_every_topic_has_an_answer_for_every_aspect(answers, topic, aspect):
    assert answers[topic, aspect]


def test_no_two_answers_are_the_same(answers):
    topics = load_topics(ROOT)
    texts = [text for (topic, _), text in answers.items() if topic in topics]
    assert len(set(texts)) == len(texts) == 16 * 8
