"""The chat on a clinic's own page: strict policies, hostile styles, attributes, the interface for scripts, events."""

from __future__ import annotations

import json

import pytest
from browsing import Open
from playwright.sync_api import Request, expect
from serving import Server
from web_site import Site

HOSTILE = """
  html { font-size: 3px; direction: rtl; }
  *, *::before, *::after, clinic-assistant { all: unset !important; display: none !important; color: red !important;
    font: 40px cursive !important; visibility: hidden !important; opacity: 0 !important;
    transform: rotate(45deg) !important; position: static !important; pointer-events: none !important;
    filter: blur(9px) !important; }
  html, body { display: block !important; visibility: visible !important; opacity: 1 !important;
    filter: none !important; transform: none !important; pointer-events: auto !important; }
  dialog, button, div, p, textarea { width: 1px !important; height: 1px !important; }
"""


@pytest.fixture
def tag(web: Server) -> str:
    return f'<script src="http://127.0.0.1:{web.port}/widget.js" async></script>'


def page_with(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang=en><head><title>Clinic</title>{head}</head><body><h1>Clinic</h1>{body}</body>"


def test_a_page_of_another_origin_that_is_allowed_has_the_whole_chat(
    chat: Open, site: Site, tag: str
) -> None:
    page = chat(site.put(page_with(tag))).open()
    expect(page.say("how likely is an infection?")).to_contain_text("infection")
    page.choose("Delete this conversation")
    page.page.get_by_role("button", name="Delete it").click()
    expect(page.log.locator(".patient")).to_have_count(0)


def test_a_strict_policy_and_trusted_types_are_not_violated(
    chat: Open, site: Site, web: Server, tag: str
) -> None:
    bot = f"http://127.0.0.1:{web.port}"
    policy = (
        f"default-src 'none'; script-src {bot}; connect-src {bot}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types lit-html"
    )
    page = chat(site.put(page_with(tag), Content_Security_Policy=policy)).open()
    page.page.evaluate(
        """window.violations = [];
        addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective))"""
    )
    page.say("how likely is an infection?").get_by_text("Where this comes from").click()
    page.say("I can't breathe")
    page.choose("Summary")
    page.page.evaluate("window.print = () => undefined")
    page.page.get_by_role("button", name="Print").click()
    assert page.page.evaluate("violations") == []


def test_the_tag_twice_violates_no_trusted_types(chat: Open, site: Site, web: Server, tag: str) -> None:
    bot = f"http://127.0.0.1:{web.port}"
    policy = f"script-src {bot}; require-trusted-types-for 'script'; trusted-types lit-html"
    page = chat(site.put(page_with(tag.replace(" async", "") * 2), Content_Security_Policy=policy))
    expect(page.page.locator("clinic-assistant")).to_have_count(1)
    page.open().say("hello")


def test_hostile_styles_change_nothing(chat: Open, site: Site, tag: str) -> None:
    looks = []
    for style in ("", f"<style>{HOSTILE}</style>"):
        page = chat(site.put(page_with(tag, style))).open()
        page.say("I can't breathe")
        call = page.banner.get_by_role("link", name="Call 999")
        looks.append(
            [
                page.panel.bounding_box(),
                call.bounding_box(),
                call.evaluate("each => [getComputedStyle(each).fontSize, getComputedStyle(each).color]"),
                page.page.locator("clinic-assistant").evaluate("each => getComputedStyle(each).opacity"),
            ]
        )
    assert looks[0] == looks[1]


def test_the_tag_twice_makes_one_chat(chat: Open, site: Site, tag: str) -> None:
    page = chat(site.put(page_with(tag.replace(" async", "") * 2))).open()
    expect(page.page.locator("clinic-assistant")).to_have_count(1)
    page.say("hello")


def test_the_attributes_are_followed(chat: Open, site: Site, tag: str) -> None:
    own = (
        'data-title="Ask Riverside" data-greeting="Welcome." data-colour="#5b0060" data-position="left" data-open '
        'data-privacy-url="/privacy" data-strings=\'{"send": "Go"}\' async'
    )
    page = chat(site.put(page_with(tag.replace("async", own))))
    expect(page.page.get_by_role("dialog", name="Ask Riverside")).to_be_visible()
    expect(page.log).to_contain_text("Welcome.")
    expect(page.send).to_have_text("Go")
    expect(page.page.get_by_role("link", name="privacy policy")).to_have_attribute(
        "href", f"{site.origin}/privacy"
    )
    box = page.panel.bounding_box()
    assert box is not None
    assert box["x"] < 100
    assert page.send.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(91, 0, 96)"


@pytest.mark.parametrize("place", ["head", "body"])
def test_a_chat_that_the_page_opens_takes_no_focus_from_it(
    chat: Open, site: Site, tag: str, place: str
) -> None:
    opening = {place: tag.replace("async", "data-open")}
    body = "<input autofocus>" + opening.get("body", "")
    page = chat(site.put(page_with(body, opening.get("head", ""))))
    expect(page.panel).to_be_visible()
    field = page.page.locator("h1 + input")
    expect(field).to_be_focused()
    page.page.keyboard.press("a")
    expect(field).to_have_value("a")


@pytest.mark.parametrize("attribute", ['data-privacy-url="javascript:alert(1)"', 'data-colour="red;}*{display:none"',
                                       "data-strings='<b>'", 'data-server="javascript:alert(1)"',
                                       'data-title="<img src=x onerror=alert(1)>"'])  # fmt: skip
def test_a_wrong_attribute_does_no_harm(chat: Open, site: Site, tag: str, attribute: str) -> None:
    page = chat(site.put(page_with(tag.replace("async", attribute)))).open()
    assert page.page.locator("clinic-assistant").locator("img, a[href^=javascript]").count() == 0
    page.say("hello")


@pytest.mark.parametrize(("language", "send", "direction"), [("es", "Enviar", "ltr"), ("ar", "أرسل", "rtl")])
def test_the_pages_language_and_direction_are_the_chats(
    chat: Open, site: Site, tag: str, language: str, send: str, direction: str
) -> None:
    own = tag.replace("async", 'data-strings=\'{"send": "أرسل"}\' async') if language == "ar" else tag
    page = chat(site.put(page_with(own).replace("lang=en", f"lang={language}"))).open()
    expect(page.send).to_have_text(send)
    assert page.panel.evaluate("each => getComputedStyle(each).direction") == direction
    page.say("I can't breathe")
    field, button = page.field.bounding_box(), page.send.bounding_box()
    assert field is not None
    assert button is not None
    assert (button["x"] > field["x"]) == (direction == "ltr")


def test_a_page_can_open_close_and_configure_it(chat: Open, site: Site, tag: str) -> None:
    page = chat(site.put(page_with(tag.replace(" async", ""))))
    page.page.evaluate(
        "ClinicAssistant.configure({title: 'Another title', lang: 'es'}); ClinicAssistant.open()"
    )
    expect(page.page.get_by_role("dialog", name="Another title")).to_be_visible()
    expect(page.send).to_have_text("Enviar")
    page.page.evaluate("ClinicAssistant.close()")
    expect(page.panel).to_be_hidden()


def test_a_page_can_open_it_as_soon_as_it_is_ready(chat: Open, site: Site, tag: str) -> None:
    listen = (
        "<script>document.addEventListener('clinic-assistant:ready', () => ClinicAssistant.open())</script>"
    )
    page = chat(site.put(page_with(listen + tag)))
    expect(page.panel).to_be_visible()


@pytest.mark.parametrize(("name", "value"), [("server", "https://x.example"), ("open", True)])
def test_what_cannot_be_configured_later_is_told_on_the_console(
    chat: Open, site: Site, tag: str, name: str, value: object
) -> None:
    page = chat(site.put(page_with(tag.replace(" async", ""))))
    with page.page.expect_console_message(lambda said: f'"{name}" cannot be changed later' in said.text):
        page.page.evaluate("options => ClinicAssistant.configure(options)", {name: value})


def test_events_tell_what_happened_and_never_what_was_said(chat: Open, site: Site, tag: str) -> None:
    listen = """<script>window.events = [];
      for (const name of "ready open close message reply rating delete person summary offline online".split(" "))
        document.addEventListener("clinic-assistant:" + name, (event) => events.push([name, event.detail]));</script>"""
    page = chat(site.put(page_with(listen + tag))).open()
    page.say("I have a secret xylophone and I can't breathe")
    page.page.get_by_role("button", name="Talk to a person").click()
    page.page.get_by_role("button", name="Back to the chat").click()
    page.page.locator("#close").click()
    events = page.page.evaluate("events")
    assert [name for name, _ in events] == ["ready", "open", "message", "reply", "person", "close"]
    assert {json.dumps(detail) for _, detail in events} == {"null"}


def test_a_page_of_a_foreign_origin_gets_no_answers_and_no_error(chat: Open, web: Server, site: Site) -> None:
    page = chat(f"http://localhost:{site.port}/{site.put('x').rsplit('/', 1)[1]}")
    page.page.set_content(
        page_with(f'<script src="http://127.0.0.1:{web.port}/widget.js" data-emergency="999"></script>')
    )
    page.open()
    page.type("hello")
    expect(page.not_sent).to_be_visible()
    expect(page.offline.get_by_role("link", name="In an emergency, call 999.")).to_be_visible()


def test_nothing_is_asked_of_any_other_host(chat: Open, web: Server) -> None:
    page = chat()
    asked: list[Request] = []
    page.page.on("request", lambda request: asked.append(request))
    page.page.reload()
    page.open()
    page.say("how likely is an infection?")
    others = [
        each.url for each in asked if not each.url.startswith((f"http://127.0.0.1:{web.port}/", "data:"))
    ]
    assert others == []


def test_a_pages_shortcuts_do_not_hear_what_is_typed(chat: Open, site: Site, tag: str) -> None:
    listen = "<script>window.keys = []; addEventListener('keydown', (event) => keys.push(event.key))</script>"
    page = chat(site.put(page_with(listen + tag))).open()
    page.field.press_sequentially("abc")
    assert page.page.evaluate("keys") == []
