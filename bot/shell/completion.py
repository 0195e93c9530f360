"""Completing commands with Tab."""

from __future__ import annotations

from collections.abc import Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from bot.shell.lines import Command


class CommandCompleter(Completer):
    """Completes commands, their arguments and, for saving, file names; never a message."""

    def __init__(self) -> None:
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Return what the line before the cursor may go on as."""
        typed = document.text_before_cursor
        name, space, argument = typed.partition(" ")
        if not typed.startswith("/"):
            return
        if not space:
            names = [command.value for command in Command]
        elif name == Command.DEBUG.value:
            names, typed = ["on", "off"], argument
        elif name in (Command.SAVE.value, Command.SAVE_OVER.value):
            yield from self._paths.get_completions(Document(argument), complete_event)
            return
        else:
            return
        for candidate in names:
            if candidate.startswith(typed):
                yield Completion(candidate, start_position=-len(typed))
