"""The chat as somebody uses it in a browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

expect.set_options(timeout=40_000)


class ChatPage:
    """A page with the chat. Names are those that a patient or a screen reader meets."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def launch(self) -> Locator:
        return self.page.locator("#launch")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.page.locator("#text")

    @property
    def send(self) -> Locator:
        return self.page.locator("form button[type=submit]")

    @property
    def banner(self) -> Locator:
        return self.page.locator(".alert .banner")

    @property
    def offline(self) -> Locator:
        return self.page.locator(".status .offline")

    @property
    def not_sent(self) -> Locator:
        return self.log.get_by_text("Not sent.", exact=True)

    @property
    def replies(self) -> Locator:
        return self.page.locator(".bot[lang=en]")

    def open(self) -> ChatPage:
        self.launch.click()
        expect(self.panel).to_be_visible()
        return self

    def type(self, text: str) -> None:
        self.field.fill(text)
        self.send.click()

    def say(self, text: str) -> Locator:
        """Send a message, wait for the reply to it and return that."""
        before = self.replies.count()
        self.type(text)
        expect(self.replies).to_have_count(before + 1)
        return self.replies.nth(before)

    def choose(self, item: str) -> None:
        """Choose from the menu."""
        self.page.locator("#more").click()
        self.page.locator("#menu").get_by_role("button", name=item).click()
