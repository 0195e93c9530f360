"""Laying a turn out on a terminal: the patient's side and, beside or below it, the understood side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.article import Article
from bot.replies import Message
from bot.safety.assessment import Urgency
from bot.shell.conversation import Turn
from bot.shell.understood import Row, rows

WIDE = 100
"""From this many columns on, the understood side stands beside the reply."""

_WIDEST = 150
_MARKS = {
    Urgency.EMERGENCY: ("!! EMERGENCY !!", box.DOUBLE, "bold red"),
    Urgency.URGENT: ("! URGENT !", box.HEAVY, "bold yellow"),
}


class TerminalScreen:
    """Shows turns and notes on a terminal of any width."""

    def __init__(self, console: Console, article: Article) -> None:
        self._console = console
        self._article = article

    def turn(self, turn: Turn, *, debug: bool) -> None:
        """Show a reply; with `debug`, what was understood too."""
        self._console.print(
            layout(turn, self._article, width=self._console.width, debug=debug),
            width=min(self._console.width, _WIDEST),
        )

    def pressed(self, button: str) -> None:
        """Show which button a number stood for."""
        self._console.print(Text.assemble(("  pressed: ", "dim"), button))

    def note(self, text: str) -> None:
        """Show a remark of the shell's own."""
        self._console.print(Padding(Text(text, style="dim"), (0, 2)))

    def problem(self, text: str) -> None:
        """Show what could not be done, and what to do instead."""
        self._console.print(Padding(Text.assemble(("Not done: ", "bold"), text), (0, 2)))


def layout(turn: Turn, article: Article, *, width: int, debug: bool) -> RenderableType:
    """Return a turn laid out for a terminal `width` columns wide."""
    reply = Group(*_bubbles(turn))
    if not debug:
        return reply
    understood = _understood(rows(turn, article), turn.seconds)
    if width < WIDE:
        return Group(reply, understood)
    side_by_side = Table.grid(padding=(0, 1, 0, 0), expand=True)
    side_by_side.add_column(ratio=11)
    side_by_side.add_column(ratio=9)
    side_by_side.add_row(reply, understood)
    return side_by_side


def _bubbles(turn: Turn) -> Iterator[RenderableType]:
    number = 0
    for message in turn.reply.messages:
        yield _bubble(message, first_button=number + 1)
        number += len(message.buttons)


def _bubble(message: Message, *, first_button: int) -> RenderableType:
    words = Text(message.text)
    parts: list[RenderableType] = [words]
    if message.buttons:
        parts += [Text(), _buttons(message.buttons, first_button)]
    if message.deferral in _MARKS:
        title, frame, style = _MARKS[message.deferral]
        return Panel(Group(*parts), title=Text(title, style=style), box=frame, border_style=style)
    return Panel(Group(*parts), box=box.ROUNDED)


def _buttons(buttons: Sequence[str], first: int) -> Table:
    numbered = Table.grid(padding=(0, 1))
    numbered.add_column(justify="right", no_wrap=True)
    numbered.add_column()
    for number, button in enumerate(buttons, start=first):
        numbered.add_row(Text(f"[{number}]", style="bold"), Text(button))
    return numbered


def _understood(of: Sequence[Row], seconds: float) -> Panel:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for row in of:
        first, *others = row.lines
        table.add_row(row.label, Text(first, style="bold" if row.marked else ""))
        for line in others:
            table.add_row("", Text(line))
    return Panel(
        table,
        title=Text("understood", style="dim"),
        subtitle=Text(f"{seconds * 1000:.0f} ms", style="dim"),
        title_align="left",
        subtitle_align="right",
        box=box.SQUARE,
        border_style="dim",
    )
