"""Markdown in the forms that platforms show: their own marks, HTML, or plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.dialling import dialled

Link = Callable[[str, str], str]
"""Writes a link from its words and its address."""


@dataclass(frozen=True)
class Markup:
    """How a platform shows text: `marks` are what stands around bold and italic words.

    `escape` writes text so that it is shown as it is; `link` writes a link; `line` parts lines.
    """

    marks: Mapping[str, tuple[str, str]]
    escape: Callable[[str], str]
    link: Link
    line: str = "\n"
    calls: bool = False

    def render(self, text: str, numbers: Sequence[str] = ()) -> str:
        """Return Markdown `text` in this form, with `numbers` made callable where it has links to call."""
        parts: list[str] = []
        for token in _parser().parse(text):
            parts += self._block(token, numbers if self.calls else ())
        return self.line.join("".join(parts).rstrip("\n").split("\n"))

    def _block(self, token: Token, numbers: Sequence[str]) -> list[str]:
        if token.type == "inline":
            return self._inline(token.children or [], numbers)
        return ["\n\n"] if token.type == "paragraph_close" else []

    def _inline(self, tokens: Sequence[Token], numbers: Sequence[str]) -> list[str]:
        parts: list[str] = []
        links: list[tuple[str, int]] = []
        for token in tokens:
            kind, _, side = token.type.rpartition("_")
            if token.type in ("softbreak", "hardbreak"):
                parts.append("\n")
            elif token.type == "link_open":
                links.append((str(token.attrGet("href")), len(parts)))
            elif token.type == "link_close":
                address, start = links.pop()
                parts[start:] = [self.link("".join(parts[start:]), address)]
            elif kind in self.marks:
                parts.append(self.marks[kind][side == "close"])
            elif token.content:
                parts.append(self.text(token.content, () if links else numbers))
        return parts

    def text(self, text: str, numbers: Sequence[str]) -> str:
        """Return plain `text` in this form, each of `numbers` a link that calls it."""
        if not numbers:
            return self.escape(text)
        found = "|".join(re.escape(number) for number in sorted(numbers, key=len, reverse=True))
        parts = re.split(rf"(?<![\d+])({found})(?!\d)", text)
        return "".join(
            self.link(self.escape(part), f"tel:{dialled(part)}") if part in numbers else self.escape(part)
            for part in parts
        )


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Only what is written in a chat: lists and headings keep their own characters, which read well as they are.
    rules = ["emphasis", "link", "backticks", "escape", "newline"]
    return MarkdownIt("zero").enable(rules)


def _as_it_is(text: str) -> str:
    return text


def _words_and_address(words: str, address: str) -> str:
    return words if words == address else f"{words} ({address})"


def _html_link(words: str, address: str) -> str:
    return f'<a href="{html.escape(address)}">{words}</a>'


def _slack_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


PLAIN = Markup({}, _as_it_is, _words_and_address)
WHATSAPP = Markup({"strong": ("*", "*"), "em": ("_", "_")}, _as_it_is, _words_and_address)
TELEGRAM = Markup(
    {"strong": ("<b>", "</b>"), "em": ("<i>", "</i>")},
    lambda text: html.escape(text, quote=False),
    _html_link,
)
HTML = Markup(
    {"strong": ("<b>", "</b>"), "em": ("<i>", "</i>")},
    lambda text: html.escape(text, quote=False),
    _html_link,
    line="<br>\n",
    calls=True,
)
SLACK = Markup(
    {"strong": ("*", "*"), "em": ("_", "_")},
    _slack_text,
    lambda words, address: f"<{address}|{words}>",
    calls=True,
)
