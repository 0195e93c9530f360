"""An emergency while the chat is closed: the banner then stands on the page."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import Open
from chat_page import ChatPage
from playwright.sync_api import Route, expect
from seen import in_view

SIZES = [(1280, 800), (320, 480), (320, 256)]


def closed_with_emergency(chat: Open, **options: Any) -> ChatPage:
    page = chat(**options).open()
    page.say("I can't breathe properly")
    page.page.locator("#close").click()
    expect(page.panel).to_be_hidden()
    return page


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_closing_the_chat_leaves_the_banner_on_the_page(chat: Open, size: tuple[int, int]) -> None:
    page = closed_with_emergency(chat, viewport={"width": size[0], "height": size[1]})
    call = page.banner.get_by_role("link", name="Call 999")
    expect(call).to_have_attribute("href", "tel:999")
    box = call.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    assert in_view(page, call)
    assert in_view(page, page.launch)


def test_it_is_announced_as_an_alert(chat: Open) -> None:
    page = closed_with_emergency(chat)
    expect(page.page.get_by_role("alert").filter(has_text="Call 999 now")).to_be_visible()


def test_it_can_be_made_smaller_and_not_closed(chat: Open) -> None:
    page = closed_with_emergency(chat)
    page.banner.get_by_role("button", name="Make smaller").click()
    expect(page.banner).to_contain_text("Emergency? Do not wait.")
    expect(page.banner.get_by_role("button")).to_have_count(1)
    assert in_view(page, page.banner.get_by_role("link", name="Call 999"))


def test_a_reply_that_comes_after_closing_shows_it(chat: Open) -> None:
    page = chat().open()
    held: list[Route] = []
    page.page.route("**/webhook", lambda route: held.append(route))
    with page.page.expect_request("**/webhook"):
        page.type("I can't breathe properly")
    page.page.locator("#close").click()
    expect(page.panel).to_be_hidden()
    expect(page.banner).to_have_count(0)
    held[0].continue_()
    expect(page.banner).to_contain_text("Call 999 now")


def test_it_is_there_after_a_reload(chat: Open) -> None:
    page = closed_with_emergency(chat)
    page.page.reload()
    expect(page.banner).to_contain_text("Call 999 now")
    expect(page.panel).to_be_hidden()


def test_a_second_tab_whose_chat_was_never_opened_shows_it(chat: Open) -> None:
    first = chat().open()
    second = chat(same_as=first)
    first.say("I can't breathe properly")
    expect(second.banner).to_contain_text("Call 999 now")


def test_opening_the_chat_takes_it_inside(chat: Open) -> None:
    page = closed_with_emergency(chat)
    page.open()
    expect(page.panel.locator(".banner")).to_be_visible()
    expect(page.banner).to_have_count(1)


def test_the_page_between_it_and_the_edge_can_still_be_pressed(chat: Open) -> None:
    page = chat()
    box = page.launch.bounding_box()
    assert box is not None
    at = page.page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).tagName", [box["x"] - 10, box["y"] + 10]
    )
    assert at != "CLINIC-ASSISTANT"
