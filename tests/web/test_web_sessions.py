"""Whose conversation it is: tokens that cannot be forged, swapped or used after the end; erasure."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

import jwt
import pytest
from serving import Server
from web_site import Visitor

from bot.channels.web_tokens import Rated, SecretError, TokenError, Tokens, load_secret

SECRET = "s" * 32


def anyone(web: Server, token: str) -> Visitor:
    return Visitor(web, token)


@pytest.fixture
def visitor(web: Server) -> Visitor:
    return Visitor(web).begin()


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def forged(visitor: Visitor) -> dict[str, str]:
    """Return tokens that somebody might make up to get at the visitor's conversation."""
    head, payload, signature = visitor.token.split(".")
    claims = {"sid": visitor.session, "exp": int(time.time()) + 1_000, "aud": "session"}
    return {
        "none": "",
        "the bare id": visitor.session,
        "unsigned": f"{part({'alg': 'none', 'typ': 'JWT'})}.{payload}.",
        "of another secret": jwt.encode(claims, SECRET, "HS256"),
        "with another id": f"{head}.{part({**claims, 'sid': 'f' * 32})}.{signature}",
        "with a broken signature": f"{head}.{payload}.{signature[::-1]}",
        "not a token": "../../etc/passwd",
        "long": "a" * 5_000,
    }


@pytest.mark.parametrize("kind", ["none", "the bare id", "unsigned", "of another secret", "with another id",
                                  "with a broken signature", "not a token", "long"])  # fmt: skip
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "webhook"), ("DELETE", "conversation"), ("POST", "ratings")]
)
def test_a_forged_token_is_refused(web: Server, visitor: Visitor, kind: str, method: str, path: str) -> None:
    body = {"id": "12345678", "text": "hello"} if method == "POST" else None
    answer = anyone(web, forged(visitor)[kind]).ask(method, path, body)
    assert answer.status == 401
    assert visitor.session not in json.dumps(answer.body)


def test_a_rating_token_opens_no_conversation(web: Server, visitor: Visitor) -> None:
    rating = visitor.say("how likely is an infection?").body["rating"]
    assert anyone(web, rating).say("hello").status == 401


def test_two_sessions_share_nothing(web: Server, visitor: Visitor) -> None:
    visitor.say("can the therapy cause tumours?")
    other = Visitor(web).begin()
    assert other.session != visitor.session
    assert other.say("how long does that last?").body["topic"] != "tumour_risk"


def test_the_same_message_id_in_two_sessions_is_two_messages(web: Server, visitor: Visitor) -> None:
    visitor.say("can the therapy cause tumours?", "the-same-id")
    assert (
        Visitor(web).begin().say("how likely is an infection?", "the-same-id").body["topic"]
        == "infection_risk"
    )


def kept_of(visitor: Visitor) -> int:
    with closing(sqlite3.connect(visitor.server.database)) as connection:
        return int(
            connection.execute(
                "SELECT count(*) FROM events WHERE sender_id = ?", [visitor.session]
            ).fetchone()[0]
        )


def test_deleting_takes_the_conversation_out_of_the_database(visitor: Visitor) -> None:
    visitor.say("is a glockenspiel bad for my knee?")
    assert kept_of(visitor) > 0
    assert visitor.ask("DELETE", "conversation").body == {"deleted": True}
    assert kept_of(visitor) == 0
    files = visitor.server.database.parent.glob(f"{visitor.server.database.name}*")
    assert [file.name for file in files if b"glockenspiel" in file.read_bytes()] == []


def test_a_token_is_void_once_its_conversation_was_deleted(visitor: Visitor) -> None:
    visitor.ask("DELETE", "conversation")
    assert visitor.say("hello").status == 401
    assert visitor.ask("POST", "ratings", {"rating": "x", "helpful": True}).status == 401


def test_what_is_deleted_can_be_deleted_again(visitor: Visitor) -> None:
    visitor.ask("DELETE", "conversation")
    assert visitor.ask("DELETE", "conversation").body == {"deleted": True}


def expired(visitor: Visitor) -> Visitor:
    """Return the visitor, days later."""
    secret = (visitor.server.database.parent / "web.key").read_text().strip()
    claims = {"sid": visitor.session, "exp": int(time.time()) - 1, "aud": "session"}
    return Visitor(visitor.server, jwt.encode(claims, secret, "HS256"))


def test_an_expired_token_carries_on_nothing(visitor: Visitor) -> None:
    assert expired(visitor).say("hello").status == 401


def test_an_expired_token_still_deletes_its_conversation(visitor: Visitor) -> None:
    visitor.say("is pain normal?")
    assert expired(visitor).ask("DELETE", "conversation").body == {"deleted": True}
    assert kept_of(visitor) == 0


def test_deleting_leaves_other_conversations_alone(web: Server, visitor: Visitor) -> None:
    other = Visitor(web).begin()
    other.say("can the therapy cause tumours?")
    visitor.ask("DELETE", "conversation")
    assert other.say("and how common is that?").body["topic"] == "tumour_risk"


def test_an_expired_token_is_refused() -> None:
    tokens = Tokens(SECRET, hours=-1)
    with pytest.raises(TokenError):
        tokens.session(tokens.new_session()[0])


def test_a_session_token_rates_nothing() -> None:
    tokens = Tokens(SECRET, hours=1)
    with pytest.raises(TokenError):
        tokens.rated(tokens.new_session()[0])


def test_a_rating_token_says_what_it_was_made_of() -> None:
    tokens = Tokens(SECRET, hours=1)
    rated = Rated("session", "message", "infection_risk", None)
    assert tokens.rated(tokens.for_rating(rated)) == rated


def test_the_secret_is_made_once_for_the_bots_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "web.key"
    assert load_secret(path, {}) == load_secret(path, {})
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_the_environments_secret_goes_before_the_files(tmp_path: Path) -> None:
    assert load_secret(tmp_path / "web.key", {"BOT_WEB_SECRET": SECRET}) == SECRET
    assert not (tmp_path / "web.key").exists()


def test_a_short_secret_is_refused_without_being_shown(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="BOT_WEB_SECRET is too short") as error:
        load_secret(tmp_path / "web.key", {"BOT_WEB_SECRET": "hunter2"})
    assert "hunter2" not in str(error.value)


def test_a_damaged_file_of_the_secret_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "web.key").write_text("oops")
    with pytest.raises(SecretError, match=r"web\.key: holds no secret; delete it"):
        load_secret(tmp_path / "web.key", {})
