"""The panel as a dialog: closed by the browser, laid out anew by a turned phone, and its focus."""

from __future__ import annotations

from browsing import Open
from chat_page import ChatPage
from playwright.sync_api import expect

PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}


def cancel(page: ChatPage, *, preventable: bool = True) -> None:
    """Do what Android's Back does; where the browser does not let it be prevented, it closes the dialog."""
    page.page.evaluate(
        """cancelable => {
            const dialog = document.querySelector('clinic-assistant').shadowRoot.querySelector('dialog');
            if (dialog.dispatchEvent(new Event('cancel', {cancelable}))) dialog.close();
        }""",
        preventable,
    )


def test_back_leaves_the_menu_then_the_room_then_the_chat(chat: Open) -> None:
    page = chat(viewport=PHONE).open()
    page.choose("Privacy")
    page.page.locator("#more").click()
    cancel(page)
    expect(page.page.locator("#menu")).to_be_hidden()
    expect(page.page.locator("#room")).to_be_visible()
    cancel(page)
    expect(page.log).to_be_visible()
    cancel(page)
    expect(page.panel).to_be_hidden()


def test_closed_by_the_browser_the_button_is_back_with_the_focus(chat: Open) -> None:
    page = chat(viewport=PHONE).open()
    cancel(page, preventable=False)
    expect(page.launch).to_be_visible()
    expect(page.launch).to_be_focused()


def test_closed_by_the_browser_it_stays_closed_over_a_reload(chat: Open) -> None:
    page = chat(viewport=PHONE).open()
    cancel(page, preventable=False)
    expect(page.launch).to_be_visible()
    page.page.reload()
    expect(page.launch).to_be_visible()
    expect(page.panel).to_be_hidden()


def test_another_window_size_keeps_the_focus(chat: Open) -> None:
    page = chat(viewport=DESKTOP).open()
    page.page.locator("#person").focus()
    page.page.set_viewport_size(PHONE)
    expect(page.page.locator("dialog:modal")).to_be_visible()
    expect(page.page.locator("#person")).to_be_focused()


def test_another_window_size_keeps_the_place_that_is_read(chat: Open) -> None:
    page = chat(viewport=DESKTOP).open()
    for _ in range(3):
        page.say("how likely is an infection?")
    page.log.evaluate("each => { each.scrollTop = 40 }")
    page.page.set_viewport_size(PHONE)
    expect(page.page.locator("dialog:modal")).to_be_visible()
    assert page.log.evaluate("each => each.scrollTop") == 40


def test_an_on_screen_keyboard_does_not_open_it_anew(chat: Open) -> None:
    page = chat(viewport={"width": 800, "height": 900}, has_touch=True, is_mobile=True).open()
    page.field.tap()
    page.page.set_viewport_size({"width": 800, "height": 400})
    page.page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.field).to_be_focused()
    expect(page.page.locator("dialog:modal")).to_have_count(0)


def test_a_room_leaves_what_was_being_written(chat: Open) -> None:
    page = chat().open()
    page.field.fill("half a sent")
    page.choose("Privacy")
    expect(page.field).to_be_hidden()
    page.page.get_by_role("button", name="Back to the chat").click()
    expect(page.field).to_have_value("half a sent")


def test_a_room_leaves_sources_open(chat: Open) -> None:
    page = chat().open()
    page.say("how likely is an infection?").get_by_text("Where this comes from").click()
    page.choose("Privacy")
    page.page.get_by_role("button", name="Back to the chat").click()
    expect(page.page.get_by_role("heading", name="Infection Risk")).to_be_visible()


def test_a_message_that_was_not_sent_does_not_pull_the_reader_to_the_end(chat: Open) -> None:
    page = chat().open()
    page.say("how likely is an infection?")
    page.page.route("**/webhook", lambda route: route.abort())
    page.type("are you there?")
    expect(page.not_sent).to_be_visible()
    page.log.evaluate("each => { each.scrollTop = 0 }")
    page.field.press_sequentially("abc")
    assert page.log.evaluate("each => each.scrollTop") == 0


def test_trying_again_leaves_the_focus_in_the_chat(chat: Open) -> None:
    page = chat().open()
    page.page.route("**/webhook", lambda route: route.abort())
    page.type("hello")
    expect(page.not_sent).to_be_visible()
    page.page.unroute("**/webhook")
    page.page.get_by_role("button", name="Try again").press("Enter")
    expect(page.replies).to_have_count(1)
    expect(page.field).to_be_focused()
