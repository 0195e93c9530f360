"""Where lines come from: a keyboard with line editing and history, or a pipe."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.shortcuts import CompleteStyle

from bot.shell.completion import CommandCompleter

PROMPT = "you> "
_HINT = "/help lists the commands; Ctrl-D leaves"


async def typed() -> AsyncIterator[str]:
    """Yield the lines typed at the terminal, until Ctrl-D; Ctrl-C clears the line.

    The history stays in memory: patients' words tried out here are not left on disk.
    """
    session: PromptSession[str] = PromptSession(
        history=InMemoryHistory(),
        completer=CommandCompleter(),
        complete_style=CompleteStyle.READLINE_LIKE,
        complete_while_typing=False,
        bottom_toolbar=_HINT,
        color_depth=ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None,
    )
    while True:
        try:
            yield await session.prompt_async(PROMPT)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


async def piped(source: Iterable[str]) -> AsyncIterator[str]:
    """Yield the lines of `source`, without their ends."""
    for line in source:
        yield line.rstrip("\r\n")
