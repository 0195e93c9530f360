"""For everybody: axe in every state and size, the keyboard alone, focus, enlargement, motion, forced colours."""

from __future__ import annotations

import pytest
from browsing import Open
from chat_page import ChatPage
from playwright.sync_api import expect

RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desktop": (1280, 800), "phone": (360, 640), "enlarged": (320, 256)}


def violations(page: ChatPage, axe: str) -> list[str]:
    """Return what axe finds wrong on the whole page, at WCAG's levels A to AAA and its best practice."""
    page.page.evaluate(axe + "; undefined")
    found = page.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{each['id']}: {[node['target'] for node in each['nodes']]} {each['nodes'][0]['failureSummary']}"
        for each in found["violations"]
    ]


@pytest.mark.parametrize(
    ("size", "language"), [("desktop", "en"), ("phone", "en"), ("enlarged", "en"), ("phone", "es")]
)
def test_axe_finds_nothing_in_any_state(chat: Open, axe: str, size: str, language: str) -> None:
    width, height = SIZES[size]
    page = chat(viewport={"width": width, "height": height}, bypass_csp=True)
    found = {"page": violations(page, axe)}
    page.page.evaluate(
        "language => ClinicAssistant.configure({lang: language, privacyUrl: '/privacy'})", language
    )
    page.open()
    found["welcome"] = violations(page, axe)
    page.say("how likely is an infection?").locator("summary").click()
    page.say("My knee is hot, red and leaking pus")
    page.say("what can you do?")
    found["answers"] = violations(page, axe)
    page.say("I want to kill myself")
    found["emergency"] = violations(page, axe)
    page.banner.get_by_role("button").click()
    page.page.route("**/webhook", lambda route: route.abort())
    page.type("are you there?")
    expect(page.offline).to_be_visible()
    found["small banner, offline"] = violations(page, axe)
    for number in range(3):
        page.page.locator("#more").click()
        if number == 0:
            found["menu"] = violations(page, axe)
        page.page.locator("#menu button").nth(number).click()
        found[f"room {number}"] = violations(page, axe)
        page.page.locator(".back").click()
    page.page.locator("#person").click()
    found["person"] = violations(page, axe)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def focused(page: ChatPage) -> str:
    """Return the id of what has the focus, or else its words."""
    return str(
        page.page.evaluate(
            """() => { let at = document.activeElement;
                while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                return at.id || at.textContent.trim() }"""
        )
    )


def tab_to(page: ChatPage, wanted: str, key: str = "Tab") -> None:
    for _ in range(60):
        if focused(page) == wanted:
            return
        page.page.keyboard.press(key)
    pytest.fail(f"{wanted} cannot be reached with {key}; the focus is at {focused(page)}")


def test_a_whole_conversation_goes_by_keyboard_alone(chat: Open) -> None:
    page = chat()
    keyboard = page.page.keyboard
    tab_to(page, "launch")
    keyboard.press("Enter")
    expect(page.panel).to_be_visible()
    expect(page.field).to_be_focused()
    keyboard.type("how likely is an infection?")
    keyboard.press("Enter")
    expect(page.replies).to_have_count(1)
    tab_to(page, "Where this comes from", "Shift+Tab")
    keyboard.press("Enter")
    expect(page.page.get_by_role("heading", name="Infection Risk")).to_be_visible()
    tab_to(page, "more", "Shift+Tab")
    keyboard.press("Enter")
    keyboard.press("Tab")
    keyboard.press("Tab")
    tab_to(page, "Summary for my clinician", "Shift+Tab")
    keyboard.press("Enter")
    expect(page.page.locator("#room")).to_be_focused()
    keyboard.press("Escape")
    expect(page.log).to_be_visible()
    keyboard.press("Escape")
    expect(page.panel).to_be_hidden()
    expect(page.launch).to_be_focused()


def test_escape_closes_the_menu_first_and_gives_the_focus_back(chat: Open) -> None:
    page = chat().open()
    page.page.locator("#more").click()
    page.page.keyboard.press("Escape")
    expect(page.page.locator("#menu")).to_be_hidden()
    expect(page.page.locator("#more")).to_be_focused()
    expect(page.panel).to_be_visible()


def test_coming_back_from_a_room_the_focus_is_where_it_was(chat: Open) -> None:
    page = chat().open()
    page.page.locator("#person").click()
    page.page.get_by_role("button", name="Back to the chat").click()
    expect(page.page.locator("#person")).to_be_focused()


def test_on_a_phone_the_focus_stays_in_the_chat(chat: Open) -> None:
    page = chat(viewport={"width": 360, "height": 640}).open()
    inside = set()
    for _ in range(25):
        page.page.keyboard.press("Tab")
        inside.add(page.page.evaluate("document.activeElement.tagName"))
    assert inside <= {"CLINIC-ASSISTANT", "BODY"}


@pytest.mark.parametrize("size", [(320, 256), (320, 480), (256, 512)], ids=str)
def test_enlarged_four_times_nothing_is_cut_off_at_the_side(chat: Open, size: tuple[int, int]) -> None:
    page = chat(viewport={"width": size[0], "height": size[1]}).open()
    page.say("My knee is hot, red and leaking pus")
    wide = page.page.evaluate(
        """() => [...document.querySelector('clinic-assistant').shadowRoot.querySelectorAll('dialog *')]
            .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== 'visible'
                && !each.matches('.hidden'))
            .map((each) => each.className || each.tagName)"""
    )
    assert wide == []
    page.field.scroll_into_view_if_needed()
    expect(page.field).to_be_in_viewport()


def test_with_reduced_motion_nothing_moves(chat: Open) -> None:
    page = chat(reduced_motion="reduce").open()
    page.page.route("**/webhook", lambda route: route.abort())
    page.page.route("**/sessions", lambda route: None)
    page.type("hello")
    expect(page.page.locator(".dots")).to_be_visible()
    assert page.page.evaluate(
        "document.querySelector('clinic-assistant').shadowRoot.getAnimations({subtree: true}).length"
    ) == 0  # fmt: skip


def test_in_forced_colours_the_alarm_keeps_a_border_and_its_words(chat: Open) -> None:
    page = chat(forced_colors="active").open()
    page.say("I can't breathe")
    assert page.banner.evaluate("each => getComputedStyle(each).borderTopWidth") == "4px"
    expect(page.banner).to_contain_text("This may be an emergency. Call 999 now.")


def test_a_larger_font_of_the_readers_choice_enlarges_the_chat(chat: Open) -> None:
    page = chat().open()
    page.page.evaluate("document.documentElement.style.fontSize = '4px'")
    assert page.field.evaluate("each => getComputedStyle(each).fontSize") == "16px"


def test_what_is_pressed_is_large_enough(chat: Open) -> None:
    page = chat(viewport={"width": 360, "height": 640}).open()
    page.say("My knee is hot, red and leaking pus")
    page.say("I can't breathe")
    small = page.page.evaluate(
        """() => [...document.querySelector('clinic-assistant').shadowRoot
            .querySelectorAll('button, summary, textarea, a.call')]
            .filter((each) => each.checkVisibility())
            .filter((each) => { const box = each.getBoundingClientRect(); return box.height < 44 || box.width < 44 })
            .map((each) => each.textContent.trim() || each.id)"""
    )
    assert small == []
