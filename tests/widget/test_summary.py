"""The summary for the clinician: on paper alone, and as a file."""

from __future__ import annotations

from browsing import Open
from chat_page import ChatPage
from playwright.sync_api import expect


def with_summary(chat: Open) -> ChatPage:
    page = chat().open()
    page.say("My knee is hot, red and leaking pus")
    page.say("how likely is an infection?")
    page.choose("Summary for my clinician")
    return page


def test_it_tells_what_was_reported_how_it_was_sorted_and_what_was_said(chat: Open) -> None:
    summary = with_summary(chat).page.locator(".summary")
    expect(summary).to_contain_text("The patient was told to contact the clinic that day.")
    reported = summary.get_by_role("listitem").filter(has_text="My knee is hot, red and leaking pus")
    expect(reported).to_contain_text("Urgent")
    expect(reported).to_contain_text("Sorted as: a hot, swollen joint")
    expect(reported).to_contain_text("The assistant said: Please contact your clinic today")
    expect(summary.get_by_role("listitem").filter(has_text="how likely is an infection?")).to_be_visible()


def test_printing_leaves_the_summary_alone_on_the_paper(chat: Open) -> None:
    page = with_summary(chat)
    page.page.evaluate("window.print = () => undefined")
    page.page.get_by_role("button", name="Print").click()
    page.page.emulate_media(media="print")
    printed = page.page.locator("clinic-assistant-print")
    expect(printed.get_by_role("heading", name="Summary for my clinician")).to_be_visible()
    expect(printed.get_by_text("Date of birth")).to_be_visible()
    expect(page.page.locator("#main")).to_be_hidden()
    expect(page.panel).to_be_hidden()
    page.page.emulate_media(media="screen")
    page.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(printed).to_have_count(0)
    expect(page.page.locator("#main")).to_be_visible()


def test_the_file_holds_the_same(chat: Open) -> None:
    page = with_summary(chat)
    with page.page.expect_download() as download:
        page.page.get_by_role("button", name="Save as a file").click()
    assert download.value.suggested_filename == "summary.txt"
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "“My knee is hot, red and leaking pus”" in text
    assert "Please contact your clinic today" in text
    assert "not a diagnosis" in text


def test_without_messages_there_is_nothing_to_print(chat: Open) -> None:
    page = chat().open()
    page.choose("Summary for my clinician")
    expect(page.page.get_by_text("There is nothing in this chat yet.")).to_be_visible()
    expect(page.page.get_by_role("button", name="Print")).to_have_count(0)
