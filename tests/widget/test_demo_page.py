"""The demonstration page: a clinic's page with the chat, and the code to put it on another."""

from __future__ import annotations

from browsing import Open
from playwright.sync_api import Route, expect
from serving import Server


def test_the_page_is_the_clinics(chat: Open) -> None:
    page = chat().page
    expect(page.get_by_text("Riverside Regenerative Clinic", exact=True)).to_be_visible()
    expect(
        page.get_by_role("region", name="In an emergency").get_by_role("link", name="999")
    ).to_have_attribute("href", "tel:999")


def test_its_button_opens_the_chat(chat: Open) -> None:
    page = chat()
    page.page.locator("#ask").click()
    expect(page.panel).to_be_visible()


def test_the_code_to_copy_is_the_bots_own_address(chat: Open, web: Server) -> None:
    page = chat(permissions=["clipboard-read", "clipboard-write"])
    code = f'<script src="http://127.0.0.1:{web.port}/widget.js" data-emergency="999" async></script>'
    expect(page.page.locator("#code")).to_have_text(code)
    page.page.get_by_role("button", name="Copy the code").click()
    expect(page.page.get_by_text("Copied.")).to_be_visible()
    assert page.page.evaluate("navigator.clipboard.readText()") == code


def test_behind_a_proxy_the_code_to_copy_has_the_address_that_the_page_has_on_the_web(
    chat: Open, web: Server
) -> None:
    page = chat()
    own = f"http://127.0.0.1:{web.port}/"

    def behind_proxy(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer, body=answer.text().replace(f"{own}widget.js", "http://inner/widget.js")
        )

    page.page.route(own, behind_proxy)
    page.page.reload()
    expect(page.page.locator("#code")).to_contain_text(f'src="{own}widget.js"')


def test_a_made_up_host_is_shown_as_words(web: Server) -> None:
    import urllib.request

    request = urllib.request.Request(
        f"http://127.0.0.1:{web.port}/", headers={"Host": '"><script>alert(1)</script>'}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        page = response.read().decode()
    assert "<script>alert(1)" not in page


def test_the_page_shows_on_a_phone_without_scrolling_sideways(chat: Open) -> None:
    page = chat(viewport={"width": 320, "height": 568}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
