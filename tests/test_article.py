"""The article is held word for word, by passage."""

import hashlib
from pathlib import Path

import pytest

from bot.article import load_article
from bot.yamlfile import DataError

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def article():
    return load_article(ROOT)


def test_the_passages_are_in_the_articles_order(article):
    assert article.ids == (
        *("introduction", "foundation", "side-effects", "pain", "inflammation", "infection"),
        *("immune-response", "tumour", "allergy", "oversight", "communication", "monitoring", "conclusion"),
    )


def test_the_words_are_the_articles_own(article):
    words = "\n".join(f"{passage.heading}\n{passage.text}" for passage in article.passages)
    assert (
        hashlib.sha256(words.encode()).hexdigest()
        == "f9e93685fcd7e43d1357fcd7d4e26bf8a9699c2d2f7c4b14d216fb1a9be91957"
    )


def test_a_passage_is_found_by_its_id(article):
    passage = article.passage("inflammation")
    assert passage.heading == "Temporary Inflammation"
    assert passage.text == (
        "Some inflammation in the treated area is normal and is a sign that the body is responding to the therapy. "
        "However, persistent or severe inflammation should be addressed by a medical professional."
    )


def test_a_passages_words_include_the_list_it_stands_under(article):
    assert article.passage("pain").words().startswith("Common Side Effects\nPain and Discomfort\nAfter stem")


def test_an_unknown_passage_is_refused_with_those_there_are(article):
    with pytest.raises(KeyError, match=r"no passage 'swelling'.*immune-response"):
        article.passage("swelling")


def test_two_passages_with_one_id_are_refused_with_the_line(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/article.yml").write_text(
        "title: T\npassages:\n  - {id: a, heading: H, text: x}\n  - {id: a, heading: H, text: y}\n"
    )
    with pytest.raises(DataError, match=r"article\.yml:4: id 'a' is already in line 3"):
        load_article(tmp_path)
