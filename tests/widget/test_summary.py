"""The summary for the clinician: on paper alone, and as a file."""

from __future__ import annotations

import json
import re
from typing import Any

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
    expect(summary).to_contain_text("The patient was told to contact the clinic the same day:")
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


def over_two_days(chat: Open) -> ChatPage:
    """The summary of a conversation of the 1st and the 2nd of March, whose last message was never sent."""

    def turn(number: int, day: int, urgency: str, state: str = "sent") -> dict[str, Any]:
        bubble = {"text": "Advice.", "urgency": None, "topic": None, "sources": [], "buttons": []}
        reply = {"id": "x", "time": "x", "urgency": urgency, "alarm": "none", "topic": None, "reported": [],
                 "messages": [bubble], "rating": None}  # fmt: skip
        said = {"id": str(number), "text": f"message {number}", "state": state, "changes": 0,
                "at": f"2026-03-0{day}T12:0{number}"}  # fmt: skip
        return said | ({"reply": reply} if state == "sent" else {})

    turns = [turn(1, 1, "urgent"), turn(2, 1, "urgent"), turn(3, 2, "urgent"), turn(4, 2, "none", "failed")]
    page = chat()
    page.page.route("**/webhook", lambda route: route.abort())
    page.page.evaluate(
        """kept => {
            const conversation = JSON.parse(kept);
            for (const turn of conversation.turns) turn.at = new Date(turn.at).getTime();
            sessionStorage.setItem(
                `clinic-assistant ${location.href}widget.js conversation`, JSON.stringify(conversation));
        }""",
        json.dumps({"sessions": ["x"], "turns": turns}),
    )
    page.page.reload()
    page.open().choose("Summary for my clinician")
    return page


def test_of_several_days_each_entry_tells_its_date_where_it_is_another(chat: Open) -> None:
    entries = over_two_days(chat).page.locator(".summary li")
    dated = [("2 March" in text, "1 March" in text) for text in entries.locator(".when").all_inner_texts()]
    assert dated == [(False, False), (False, False), (True, False), (True, False)]


def test_of_several_days_it_says_when_the_patient_was_told(chat: Open) -> None:
    told = over_two_days(chat).page.locator(".told")
    expect(told).to_have_text(
        "The patient was told to contact the clinic the same day: 1 March 2026; 2 March 2026."
    )


def test_of_several_days_the_head_names_the_first_and_the_last(chat: Open) -> None:
    expect(over_two_days(chat).page.locator(".from")).to_contain_text(re.compile(r"1\s?–\s?2 March 2026"))


def test_a_message_that_was_never_sent_is_marked(chat: Open) -> None:
    entries = over_two_days(chat).page.locator(".summary li")
    expect(entries.filter(has_text="Not sent.")).to_have_count(1)
    expect(entries.filter(has_text="message 4")).to_contain_text("Not sent.")
