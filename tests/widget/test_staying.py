"""The conversation stays: over reloads, links, lost connections, a restart of the bot, and in two tabs."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import Open
from playwright.sync_api import expect
from serving import start
from web_site import Site


def test_the_conversation_outlives_a_reload(chat: Open) -> None:
    page = chat().open()
    page.say("can the therapy cause tumours?")
    page.page.reload()
    expect(page.log.locator(".patient")).to_contain_text("tumours")
    expect(page.say("and how common is that?")).to_contain_text("rare")


def test_the_conversation_goes_along_to_another_page_of_the_site(chat: Open, site: Site, web: object) -> None:
    tag = (
        f'<!doctype html><title>x</title><script src="http://127.0.0.1:{web.port}/widget.js" async></script>'  # type: ignore[attr-defined]
    )
    second = site.put(tag)
    page = chat(site.put(f"{tag}<a href='{second}'>on</a>")).open()
    page.say("hello")
    page.page.get_by_role("link", name="on").click()
    page.page.wait_for_url(second)
    expect(page.log.locator(".patient")).to_contain_text("hello")


def test_a_chat_that_was_closed_stays_closed(chat: Open) -> None:
    page = chat().open()
    page.say("hello")
    page.page.locator("#close").click()
    page.page.reload()
    expect(page.launch).to_be_visible()
    expect(page.panel).to_be_hidden()


def test_nothing_is_left_on_the_computer(chat: Open) -> None:
    page = chat().open()
    page.say("hello")
    assert page.page.evaluate("localStorage.length") == 0
    assert page.page.context.cookies() == []
    other = chat()
    other.open()
    expect(other.log.locator(".patient")).to_have_count(0)


def test_without_a_connection_the_message_waits_and_the_emergency_number_stands_there(chat: Open) -> None:
    page = chat().open()
    page.say("hello")
    page.page.context.set_offline(True)
    page.type("how likely is an infection?")
    expect(page.not_sent).to_be_visible()
    expect(page.offline.get_by_role("link", name="In an emergency, call 999.")).to_have_attribute(
        "href", "tel:999"
    )
    page.page.context.set_offline(False)
    expect(page.replies).to_have_count(2)
    expect(page.not_sent).to_have_count(0)
    expect(page.offline).to_have_count(0)


def test_with_nothing_waiting_the_notice_goes_and_the_return_is_announced(chat: Open) -> None:
    page = chat().open()
    page.say("hello")
    page.page.context.set_offline(True)
    expect(page.offline).to_be_visible()
    page.page.context.set_offline(False)
    expect(page.offline).to_have_count(0)
    expect(page.page.get_by_role("status").filter(has_text="Connected again.")).to_be_attached()


def test_every_message_that_was_not_sent_has_the_emergency_number_beside_it(chat: Open) -> None:
    page = chat().open()
    page.page.route(
        "**/webhook", lambda route: route.fulfill(status=400, json={"status": 400, "message": "x"})
    )
    page.type("hello")
    expect(page.not_sent).to_be_visible()
    expect(page.offline).to_have_count(0)
    number = page.log.locator(".patient").get_by_role("link", name="In an emergency, call 999.")
    expect(number).to_have_attribute("href", "tel:999")


def test_try_again_sends_it_at_once(chat: Open) -> None:
    page = chat().open()
    page.page.route("**/webhook", lambda route: route.abort())
    page.type("how likely is an infection?")
    again = page.page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    page.page.unroute("**/webhook")
    again.click()
    expect(page.replies).to_contain_text("infection")


def test_an_answer_that_was_lost_on_the_way_is_fetched_and_the_message_is_heard_once(chat: Open) -> None:
    page = chat().open()
    ids: list[str] = []

    def lose(route: object) -> None:
        ids.append(route.request.post_data_json["id"])  # type: ignore[attr-defined]
        route.fetch()  # type: ignore[attr-defined]
        if len(ids) == 1:
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.page.route("**/webhook", lose)
    page.type("how likely is an infection?")
    expect(page.replies).to_contain_text("infection")
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_messages_written_without_a_connection_are_sent_in_their_order(chat: Open) -> None:
    page = chat().open()
    page.say("hello")
    page.page.context.set_offline(True)
    page.type("can the therapy cause tumours?")
    page.type("and how common is that?")
    expect(page.not_sent).to_have_count(2)
    page.page.context.set_offline(False)
    expect(page.replies).to_have_count(3)
    expect(page.replies.nth(2)).to_contain_text("rare")


def test_two_tabs_stay_in_step(chat: Open) -> None:
    first = chat().open()
    first.say("can the therapy cause tumours?")
    second = chat(same_as=first).open()
    expect(second.log.locator(".patient")).to_contain_text("tumours")
    expect(second.say("and how common is that?")).to_contain_text("rare")
    expect(first.replies).to_have_count(2)
    first.say("I can't breathe")
    expect(second.banner).to_be_visible()


def test_deleting_in_one_tab_deletes_in_the_other(chat: Open) -> None:
    first = chat().open()
    first.say("hello")
    second = chat(same_as=first).open()
    expect(second.log.locator(".patient")).to_have_count(1)
    second.choose("Delete this conversation")
    second.page.get_by_role("button", name="Delete it").click()
    expect(first.log.locator(".patient")).to_have_count(0)
    first.page.reload()
    expect(first.log.locator(".patient")).to_have_count(0)


@pytest.mark.parametrize(
    "kept", ['"x"', "{", '{"session": 5}', '{"session": "x", "turns": [null, {"id": 5}]}']
)
def test_a_damaged_memory_begins_anew(chat: Open, kept: str) -> None:
    page = chat()
    page.page.evaluate(
        "kept => sessionStorage.setItem(`clinic-assistant ${location.href}widget.js conversation`, kept)",
        kept,
    )
    page.page.reload()
    page.open()
    page.say("hello")


def test_the_conversation_goes_on_after_the_bot_was_restarted(
    chat: Open, trained_project: Path, tmp_path: Path
) -> None:
    server = start(trained_project, tmp_path / "c.db")
    server.wait_until_ready()
    page = chat(f"http://127.0.0.1:{server.port}/").open()
    page.say("can the therapy cause tumours?")
    server.end()
    page.type("and how common is that?")
    expect(page.not_sent).to_be_visible()
    again = start(trained_project, tmp_path / "c.db", port=server.port)
    again.wait_until_ready()
    expect(page.replies.nth(1)).to_contain_text("rare", timeout=60_000)
    page.page.close()
    again.end()
