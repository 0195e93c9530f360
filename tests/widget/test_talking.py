"""A conversation in the browser: answers with their sources, care cards, topics, ratings, a person, deleting."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from browsing import Open
from playwright.sync_api import expect
from serving import Server

NASTY = "<img src=x onerror=alert(1)><script>alert(2)</script>[x](javascript:alert(3))"


def kept(web: Server, table: str, where: str = "1 = 1", database: str = "c.db") -> int:
    with closing(sqlite3.connect(web.database.parent / database)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])


def test_before_the_first_message_stand_what_is_kept_and_that_it_is_not_for_emergencies(chat: Open) -> None:
    notice = chat().open().page.get_by_role("region", name="Before you start")
    expect(notice).to_contain_text("Not for emergencies. In an emergency, call 999.")
    expect(notice).to_contain_text("kept for 30 days, then deleted")


def test_an_answer_folds_the_passage_that_it_comes_from(chat: Open) -> None:
    reply = chat().open().say("how likely is an infection?")
    words = reply.get_by_text("Any invasive procedure carries the risk of infection")
    expect(words).to_be_hidden()
    reply.get_by_text("Where this comes from").click()
    expect(words).to_be_visible()
    expect(reply.get_by_role("heading", name="Infection Risk")).to_be_visible()


def test_a_starter_sends_its_own_words(chat: Open) -> None:
    page = chat().open()
    page.page.get_by_role("button", name="Risk of infection").click()
    expect(page.replies).to_contain_text("infection")
    expect(page.log.locator(".patient")).to_contain_text("Risk of infection")


def test_offered_topics_are_buttons(chat: Open) -> None:
    page = chat().open()
    page.say("what can you do?")
    page.page.get_by_role("button", name="What is normal and what is not").click()
    expect(page.replies).to_have_count(2)


def test_something_urgent_is_a_care_card_with_the_clinics_number(chat: Open) -> None:
    reply = chat().open().say("My knee is hot, red and leaking pus")
    expect(reply.get_by_role("heading", name="Urgent: Get medical help today")).to_be_visible()
    call = reply.get_by_role("link", name="Call the clinic")
    expect(call).to_have_attribute("href", "tel:02079460321")
    box = call.bounding_box()
    assert box is not None
    assert box["height"] >= 44


def test_while_the_answer_is_on_its_way_the_chat_says_so(chat: Open) -> None:
    page = chat().open()
    page.page.route("**/webhook", lambda route: (page.page.wait_for_timeout(300), route.continue_())[1])
    page.type("how likely is an infection?")
    expect(page.page.locator(".typing")).to_contain_text("The assistant is writing")
    expect(page.replies).to_have_count(1)
    expect(page.page.locator(".typing")).to_have_count(0)


def test_what_a_patient_writes_is_shown_as_words_whatever_it_is(chat: Open) -> None:
    page = chat().open()
    page.say(NASTY)
    expect(page.log.locator(".patient p")).to_have_text(NASTY)
    assert page.log.locator("img, script, a[href^=javascript]").count() == 0


def test_what_a_bot_says_is_shown_as_words_whatever_it_is(chat: Open) -> None:
    page = chat().open()
    source = {"id": "x", "heading": NASTY, "text": NASTY}
    message = {"text": NASTY, "urgency": None, "topic": None, "sources": [source], "buttons": [NASTY]}
    reply = {"id": "x", "time": "x", "urgency": "none", "alarm": "none", "topic": None, "reported": [NASTY],
             "messages": [message], "rating": None}  # fmt: skip
    page.page.route("**/webhook", lambda route: route.fulfill(json=reply))
    page.say("hello")
    expect(page.replies.locator(".bubble > p")).to_have_text(NASTY)
    assert page.page.locator("clinic-assistant").locator("img, script, a[href^=javascript]").count() == 0
    page.choose("Summary")
    expect(page.page.locator(".summary")).to_contain_text(NASTY)


def test_enter_sends_and_shift_enter_begins_a_line(chat: Open) -> None:
    page = chat().open()
    page.field.press_sequentially("is pain")
    page.field.press("Shift+Enter")
    page.field.press_sequentially("normal?")
    page.field.press("Enter")
    expect(page.log.locator(".patient p")).to_have_text("is pain\nnormal?", use_inner_text=True)
    expect(page.field).to_have_value("")


def test_a_message_that_is_too_long_stays_to_be_shortened(chat: Open) -> None:
    page = chat().open()
    page.type("a" * 2_003)
    expect(page.page.get_by_text("Too long by 3 characters")).to_be_visible()
    expect(page.field).to_have_value("a" * 2_003)
    expect(page.log.locator(".patient")).to_have_count(0)


def test_an_empty_message_is_not_sent(chat: Open) -> None:
    page = chat().open()
    page.type("  \n ")
    expect(page.log.locator(".patient")).to_have_count(0)


@pytest.mark.parametrize(("name", "helpful"), [("Yes, this helped", 1), ("No, this did not help", 0)])
def test_a_rating_is_kept(chat: Open, web: Server, name: str, helpful: int) -> None:
    before = kept(web, "ratings", f"helpful = {helpful}", "web.db")
    page = chat().open()
    page.say("how likely is an infection?")
    button = page.page.get_by_role("button", name=name)
    with page.page.expect_response("**/ratings"):
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert kept(web, "ratings", f"helpful = {helpful}", "web.db") == before + 1


def test_a_rating_that_was_not_kept_is_taken_back_and_told(chat: Open) -> None:
    page = chat().open()
    page.say("how likely is an infection?")
    page.page.route("**/ratings", lambda route: route.fulfill(status=503, json={}))
    button = page.page.get_by_role("button", name="Yes, this helped")
    button.click()
    expect(page.page.get_by_text("It could not be kept. Try again.")).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_talking_to_a_person_is_one_press_away(chat: Open) -> None:
    page = chat().open()
    page.page.get_by_role("button", name="Talk to a person").click()
    room = page.page.get_by_role("region", name="Talk to a person")
    expect(room.get_by_role("link", name="Call the clinic")).to_have_attribute("href", "tel:02079460321")
    expect(room).to_contain_text("Monday to Friday, 9am to 5pm")
    room.get_by_role("button", name="Back to the chat").click()
    expect(page.log).to_be_visible()


def test_deleting_asks_first_and_takes_the_conversation_off_the_server(chat: Open, web: Server) -> None:
    page = chat().open()
    page.say("does a harpsichord help against pain?")
    assert kept(web, "events", "data LIKE '%harpsichord%'") > 0
    page.choose("Delete this conversation")
    expect(page.page.get_by_text("This cannot be undone")).to_be_visible()
    page.page.get_by_role("button", name="Delete it").click()
    expect(page.log.locator(".patient")).to_have_count(0)
    expect(page.page.get_by_text("This conversation has been deleted.")).to_be_attached()
    assert kept(web, "events", "data LIKE '%harpsichord%'") == 0
    page.say("hello")


def test_a_conversation_that_could_not_be_deleted_stays_and_says_so(chat: Open) -> None:
    page = chat().open()
    page.say("hello")
    page.page.route(
        "**/conversation", lambda route: route.fulfill(status=503, json={"status": 503, "message": "x"})
    )
    page.choose("Delete this conversation")
    page.page.get_by_role("button", name="Delete it").click()
    expect(page.page.get_by_text("It could not be deleted just now")).to_be_visible()
    page.page.get_by_role("button", name="Keep it").click()
    expect(page.log.locator(".patient")).to_have_count(1)
