"""What the browser's tests import of each other: how a window is opened, and what to say where a tool is missing."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from chat_page import ChatPage

Open = Callable[..., ChatPage]


def missing(what: str, remedy: str) -> None:
    """Skip the test, and say why; in continuous integration nothing is skipped."""
    text = f"{what} is missing: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(text)
    pytest.skip(text)
