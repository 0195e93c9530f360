"""What of the chat can be seen."""

from __future__ import annotations

from chat_page import ChatPage
from playwright.sync_api import Locator


def in_view(page: ChatPage, part: Locator) -> bool:
    """Whether all of the part is in the window and nothing lies over its middle."""
    return bool(
        part.evaluate(
            """element => {
                const box = element.getBoundingClientRect();
                const inside = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
                const top = element.getRootNode().elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return inside && element.contains(top);
            }"""
        )
    )
