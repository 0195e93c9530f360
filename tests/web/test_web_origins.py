"""Which pages may call the bot: the clinic's, those that the bot serves, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import Server
from web_site import Site, Visitor

from bot.channels.web_origins import OriginError, Origins, load_origins

FOREIGN = ["https://evil.example", "null", "http://127.0.0.1.evil.example", "https://www.clinic.example.evil.example",
           "http://127.0.0.1:1", "file://", "http://"]  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "sessions"), ("GET", "settings"), ("OPTIONS", "webhook")]
)
def test_a_page_of_a_foreign_origin_is_refused(web: Server, origin: str, method: str, path: str) -> None:
    answer = Visitor(web).ask(method, path, Origin=origin)
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


def test_a_foreign_page_cannot_use_a_token_that_it_got_hold_of(web: Server) -> None:
    visitor = Visitor(web).begin()
    answer = visitor.ask("POST", "webhook", {"id": "12345678", "text": "hi"}, Origin="https://evil.example")
    assert answer.status == 403


def test_the_clinics_page_may_read_what_comes_back(web: Server, site: Site) -> None:
    answer = Visitor(web).ask("POST", "sessions", Origin=site.origin)
    assert answer.status == 201
    assert answer.headers["access-control-allow-origin"] == site.origin
    assert answer.headers["vary"] == "Origin"


def test_the_clinics_page_may_read_an_error_too(web: Server, site: Site) -> None:
    answer = Visitor(web).ask("POST", "webhook", {}, Origin=site.origin)
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (401, site.origin)


def test_a_preflight_allows_what_the_chat_sends(web: Server, site: Site) -> None:
    answer = Visitor(web).ask("OPTIONS", "conversation", Origin=site.origin)
    assert answer.status == 204
    assert "DELETE" in answer.headers["access-control-allow-methods"]
    assert "Authorization" in answer.headers["access-control-allow-headers"]


def test_a_page_that_the_bot_serves_may_call_it(web: Server) -> None:
    assert Visitor(web).ask("POST", "sessions", Origin=f"http://127.0.0.1:{web.port}").status == 201


def test_nothing_is_kept_in_caches(web: Server) -> None:
    assert Visitor(web).ask("POST", "sessions").headers["cache-control"] == "no-store"


@given(st.text())
def test_no_text_is_allowed_that_is_not_on_the_list(origin: str) -> None:
    assert not Origins(["https://www.clinic.example"]).allow(origin, "bot.clinic.example")


@pytest.mark.parametrize(
    "entry", ["https://www.clinic.example/", "www.clinic.example", "*", "https://*", "ftp://a.b"]
)
def test_an_entry_that_is_no_origin_is_refused_with_what_to_write(entry: str) -> None:
    with pytest.raises(OriginError, match=r"write scheme and host without a path"):
        Origins([entry])


def test_the_environment_takes_the_place_of_the_list() -> None:
    origins = load_origins(["https://a.example"], {"BOT_WEB_ORIGINS": "https://b.example, https://c.example"})
    assert [origins.allow(f"https://{name}.example", "bot") for name in "abc"] == [False, True, True]
