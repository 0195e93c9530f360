"""What the tests in a real browser share: Chromium, a visitor's window, axe, and pictures for whoever wants to look."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from browsing import Open, missing
from chat_page import ChatPage
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as PictureTimeout
from serving import Server

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "results" / "screenshots"
AXE = ROOT / "widget" / "node_modules" / "axe-core" / "axe.min.js"
LONGEST_WAIT = 40_000
"""Milliseconds; a busy machine takes its time."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; for each module anew, as Playwright's event loop would disturb asynchronous tests elsewhere."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        missing("Chromium", "apt-get install chromium, or run scripts/install.sh --dev as root on Debian")
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root, which is who runs in a container.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=sandbox)
        yield browser
        browser.close()


@pytest.fixture
def chat(browser: Browser, web: Server, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Return a function that opens a page with the chat (the demonstration page if no address is given).

    Options go to Playwright's `new_context`; `same_as` opens it in another tab of the same browser window. At the end
    of the test a picture of each page is kept, and no page may have run into an error.
    """
    pages: list[Page] = []
    errors: list[str] = []

    def open_page(address: str | None = None, *, same_as: ChatPage | None = None, **options: Any) -> ChatPage:
        if same_as is None:
            headers = {} if address else {"X-Forwarded-For": f"test {request.node.name} {len(pages)}"}
            context = browser.new_context(
                **({"viewport": {"width": 1280, "height": 800}, "extra_http_headers": headers} | options)
            )
            context.set_default_timeout(LONGEST_WAIT)
        else:
            context = same_as.page.context
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        pages.append(page)
        page.goto(address or f"http://127.0.0.1:{web.port}/")
        return ChatPage(page)

    yield open_page
    PICTURES.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")
    for number, page in enumerate(pages):
        if not page.is_closed():
            with suppress(PictureTimeout):  # a picture is an extra, and a machine may be too busy to take it
                page.screenshot(path=PICTURES / f"{name}{f'-{number}' if number else ''}.png")
            page.context.close()
    assert errors == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    if not AXE.exists():
        missing("axe-core", "run npm ci in widget/, or scripts/install.sh --dev where there is Node.js")
    return AXE.read_text(encoding="utf-8")
