"""An emergency in the browser: nobody can miss what to do."""

from __future__ import annotations

import pytest
from browsing import Open
from chat_page import ChatPage
from playwright.sync_api import expect
from seen import in_view

SIZES = [(1280, 800), (1024, 600), (768, 1024), (412, 915), (360, 640), (320, 480), (640, 360), (320, 256)]


def with_emergency(chat: Open, size: tuple[int, int] = (1280, 800)) -> ChatPage:
    page = chat(viewport={"width": size[0], "height": size[1]}).open()
    page.say("I can't breathe properly")
    expect(page.banner).to_be_visible()
    return page


def test_the_banner_and_its_button_are_in_view_at_every_window_size(chat: Open) -> None:
    page = with_emergency(chat)
    call = page.banner.get_by_role("link", name="Call 999")
    expect(call).to_have_attribute("href", "tel:999")
    expect(page.page.get_by_role("alert").filter(has_text="Call 999 now")).to_be_visible()
    wrong = []
    for width, height in SIZES:
        page.page.set_viewport_size({"width": width, "height": height})
        box = call.bounding_box()
        if box is None or min(box["width"], box["height"]) < 44 or not in_view(page, call):
            wrong.append((width, height, box))
    assert wrong == []


@pytest.mark.parametrize("size", [(320, 480), (320, 256)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_small_window_shows_the_banner_when_the_alarm_is_raised(chat: Open, size: tuple[int, int]) -> None:
    page = with_emergency(chat, size)
    assert in_view(page, page.banner.get_by_role("link", name="Call 999"))


def test_nothing_scrolls_the_banner_away(chat: Open) -> None:
    page = with_emergency(chat, (360, 640))
    for _ in range(3):
        page.say("what can you do?")
    for key in ("End", "Home"):
        page.log.press(key)
        assert in_view(page, page.banner.get_by_role("link", name="Call 999"))


def test_the_banner_can_be_made_smaller_and_not_closed(chat: Open) -> None:
    page = with_emergency(chat)
    large = page.banner.bounding_box()
    page.banner.get_by_role("button", name="Make smaller").click()
    expect(page.banner).to_contain_text("Emergency? Do not wait.")
    small = page.banner.bounding_box()
    assert large is not None
    assert small is not None
    assert small["height"] < large["height"]
    assert in_view(page, page.banner.get_by_role("link", name="Call 999"))
    expect(page.banner.get_by_role("button")).to_have_count(1)
    page.banner.get_by_role("button", name="Show more").click()
    expect(page.banner).to_contain_text("This may be an emergency")


@pytest.mark.parametrize("item", ["Summary", "Privacy", "Delete"])
def test_the_banner_stays_beside_the_conversation_too(chat: Open, item: str) -> None:
    page = with_emergency(chat, (320, 480))
    page.page.locator("#more").click()
    assert in_view(page, page.banner.get_by_role("link", name="Call 999"))
    page.page.locator("#menu").get_by_role("button", name=item).click()
    assert in_view(page, page.banner.get_by_role("link", name="Call 999"))


def test_the_banner_outlives_a_reload(chat: Open) -> None:
    page = with_emergency(chat)
    page.page.reload()
    expect(page.banner).to_contain_text("Call 999 now")


def test_the_banner_goes_once_help_is_there(chat: Open) -> None:
    page = with_emergency(chat)
    page.say("the ambulance is here now")
    expect(page.banner).to_have_count(0)


def test_a_new_alarm_makes_the_banner_large_again(chat: Open) -> None:
    page = with_emergency(chat)
    page.banner.get_by_role("button", name="Make smaller").click()
    page.say("the ambulance is here now")
    page.say("my chest hurts badly and I can't breathe")
    expect(page.banner).to_contain_text("This may be an emergency")


def test_a_second_emergency_makes_the_banner_large_again(chat: Open) -> None:
    page = with_emergency(chat)
    page.banner.get_by_role("button", name="Make smaller").click()
    page.say("now my lips are blue")
    expect(page.banner).to_contain_text("This may be an emergency")


def test_changing_its_size_keeps_the_focus_on_the_button(chat: Open) -> None:
    page = with_emergency(chat)
    for name, expanded in (("Show more", "false"), ("Make smaller", "true")):
        page.banner.get_by_role("button").press("Enter")
        button = page.banner.get_by_role("button", name=name)
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", expanded)


def test_in_a_crisis_there_is_also_somebody_to_talk_to(chat: Open) -> None:
    page = chat(viewport={"width": 320, "height": 480}).open()
    page.say("I want to kill myself")
    for name, number in (("Call 999", "tel:999"), ("Talk to someone: 116 123", "tel:116123")):
        link = page.banner.get_by_role("link", name=name)
        expect(link).to_have_attribute("href", number)
        assert in_view(page, link)


def test_the_message_itself_is_marked_by_words_and_not_by_colour_alone(chat: Open) -> None:
    page = with_emergency(chat)
    expect(page.log.locator(".emergency")).to_contain_text("Emergency: Call 999 now")


@pytest.mark.parametrize("status", [429, 503], ids=["a flood", "starting"])
def test_an_emergency_is_shown_though_the_message_was_held_back(chat: Open, status: int) -> None:
    page = chat().open()
    deferral = {
        "text": "Call 999 now. This is a test.",
        "urgency": "emergency",
        "topic": None,
        "sources": [],
        "buttons": [],
    }
    reply = {"id": "x", "time": "x", "urgency": "emergency", "alarm": "emergency", "topic": None, "reported": [],
             "messages": [deferral], "rating": None}  # fmt: skip
    page.page.route("**/webhook", lambda route: route.fulfill(status=status, json=reply))
    page.say("I can't breathe")
    expect(page.banner).to_be_visible()
    expect(page.not_sent).to_be_visible()
