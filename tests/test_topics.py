"""The topics' titles, as buttons show them."""

from pathlib import Path

import pytest

from bot.topics import load_topics


@pytest.fixture(scope="module")
def topics():
    return load_topics(Path(__file__).parents[1])


def test_there_are_sixteen_topics(topics):
    assert len(topics.ids) == 16


def test_a_topic_has_a_title(topics):
    assert topics.title("pain_discomfort") == "Pain and soreness"


def test_a_title_leads_back_to_its_topic_however_it_is_typed(topics):
    assert topics.titled("  pain and  SORENESS ") == "pain_discomfort"


def test_other_words_are_no_title(topics):
    assert topics.titled("pain") is None


def test_every_title_fits_on_a_button(topics):
    assert all(len(topic.title) <= 40 for topic in topics.topics)


def test_an_unknown_topic_is_refused(topics):
    with pytest.raises(KeyError, match="no topic 'weather'"):
        topics.title("weather")
