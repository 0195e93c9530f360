"""The words of an HTML mail, without what it quotes."""

from __future__ import annotations

from html.parser import HTMLParser

_LONGEST = 200_000
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "blockquote", "hr"})
_OF_A_HEAD = frozenset({"base", "link", "meta", "noscript", "script", "style", "template", "title"})


def words_of_html(markup: str) -> str:
    """Return the words of an HTML mail, without what it quotes."""
    reader = _Words()
    reader.feed(markup[:_LONGEST])
    reader.close()
    return "\n".join(" ".join(line.split()) for line in "".join(reader.words).split("\n")).strip()


class _Words(HTMLParser):
    """Collects words, and leaves out styles, scripts and quotes."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden == ["head"] and tag not in _OF_A_HEAD:
            # Its end tag may be left out; browsers end it here too.
            self._hidden.clear()
        # Not all of "gmail_quote": who answers between the lines of a quote writes within it.
        quotes = tag == "blockquote" or any(
            name == "class" and "gmail_attr" in (value or "") for name, value in attrs
        )
        if tag in ("style", "script", "head") or quotes or tag in self._hidden:
            self._hidden.append(tag)
        elif tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            # What was left open within it ends with it.
            while self._hidden.pop() != tag:
                pass
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)
