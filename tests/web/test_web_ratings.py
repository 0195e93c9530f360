"""Ratings: kept without words, one an answer, and only of answers of one's own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from serving import Server
from web_site import Visitor


@pytest.fixture
def visitor(web: Server) -> Visitor:
    return Visitor(web).begin()


def ratings(web: Server) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(web.database.parent / "web.db")) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM ratings ORDER BY time")]


def test_a_rating_is_kept_with_its_topic_and_without_words(web: Server, visitor: Visitor) -> None:
    rating = visitor.say("how likely is an infection after the procedure?").body["rating"]
    assert visitor.ask("POST", "ratings", {"rating": rating, "helpful": True}).body == {"kept": True}
    kept = ratings(web)[-1]
    assert (kept["topic"], kept["helpful"]) == ("infection_risk", 1)
    assert set(kept) == {"answer", "time", "topic", "aspect", "helpful"}
    assert visitor.session not in str(kept)


def test_a_later_rating_takes_the_place_of_the_former(web: Server, visitor: Visitor) -> None:
    rating = visitor.say("how likely is an infection?").body["rating"]
    before = len(ratings(web))
    for helpful in (True, False):
        visitor.ask("POST", "ratings", {"rating": rating, "helpful": helpful})
    assert len(ratings(web)) == before + 1
    assert ratings(web)[-1]["helpful"] == 0


def test_an_answer_of_another_conversation_cannot_be_rated(web: Server, visitor: Visitor) -> None:
    rating = visitor.say("how likely is an infection?").body["rating"]
    assert Visitor(web).begin().ask("POST", "ratings", {"rating": rating, "helpful": True}).status == 403


@pytest.mark.parametrize(
    "body", [{}, {"rating": "x", "helpful": True}, {"rating": 5, "helpful": True}, {"rating": "x"}]
)
def test_a_rating_of_nothing_is_refused(visitor: Visitor, body: dict[str, Any]) -> None:
    assert visitor.ask("POST", "ratings", body).status == 400


def test_a_reply_that_says_nothing_from_the_article_is_not_to_be_rated(visitor: Visitor) -> None:
    assert visitor.say("hello").body["rating"] is None
