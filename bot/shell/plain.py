"""Showing turns as plain lines, for output that is no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import TextIO

from bot.article import Article
from bot.shell.conversation import Turn
from bot.shell.understood import Row, printable, rows

_LABEL_WIDTH = 12


class PlainScreen:
    """Writes each message and its reply as text: no colours, no frames, no wrapping."""

    def __init__(self, out: TextIO, article: Article) -> None:
        self._out = out
        self._article = article

    def turn(self, turn: Turn, *, debug: bool) -> None:
        """Write a message and its reply; with `debug`, what was understood too."""
        self._write(f"> {printable(turn.text)}")
        for line in plain_reply(turn):
            self._write(line)
        if debug:
            for line in plain_rows(rows(turn, self._article)):
                self._write(line)
        self._write("")

    def pressed(self, button: str) -> None:
        """Say nothing: the button's words are written as the message."""

    def note(self, text: str) -> None:
        """Write a remark of the shell's own, marked as such."""
        for line in text.splitlines():
            self._write(f"# {line}")

    def problem(self, text: str) -> None:
        """Write what could not be done, and what to do instead."""
        self.note(f"Not done: {text}")

    def _write(self, line: str) -> None:
        print(line, file=self._out, flush=True)


def plain_rows(of: Iterable[Row]) -> Iterator[str]:
    """Return labelled rows as indented lines."""
    for row in of:
        for place, line in enumerate(row.lines):
            yield f"  {'' if place else row.label:<{_LABEL_WIDTH}}{line}"


def plain_reply(turn: Turn) -> Iterator[str]:
    """Return a reply's lines: a deferral is marked by its level, and buttons are numbered."""
    numbers = count(1)
    for message in turn.reply.messages:
        mark = f"[{message.deferral.value.upper()}] " if message.deferral else ""
        yield mark + message.text
        for button in message.buttons:
            yield f"  [{next(numbers)}] {button}"
