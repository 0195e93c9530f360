"""`bot shell`: try the bot out and see how it understands each message."""

from __future__ import annotations

import sys
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from bot.article import load_article
from bot.service import Service, running
from bot.shell.conversation import Conversation
from bot.shell.keyboard import piped, typed
from bot.shell.loop import Shell
from bot.shell.plain import PlainScreen
from bot.shell.screen import TerminalScreen

_LOADING = "Loading the model ..."


async def run(root: Path) -> None:
    """Answer lines until they end; a terminal gets a layout and line editing, a pipe plain text.

    Raises:
        bot.yamlfile.DataError: a data file is wrong.
        bot.engine.ModelNotReadyError: there is no model to load.
    """
    async with AsyncExitStack() as until_the_end:
        if sys.stdin.isatty() and sys.stdout.isatty():
            console = Console(highlight=False)
            with console.status(_LOADING):
                service = await until_the_end.enter_async_context(running(root))
            await _at_terminal(root, service, console)
        else:
            print(_LOADING, file=sys.stderr, flush=True)
            service = await until_the_end.enter_async_context(running(root))
            await _in_pipe(root, service)


async def _at_terminal(root: Path, service: Service, console: Console) -> None:
    screen = TerminalScreen(console, load_article(root))
    screen.note(f"{service.settings.name}: type a message, or /help.")
    shell = Shell(Conversation(service.assistant, service.engine), screen, debug=True)
    await shell.run(typed())


async def _in_pipe(root: Path, service: Service) -> None:
    shell = Shell(
        Conversation(service.assistant, service.engine),
        PlainScreen(sys.stdout, load_article(root)),
        debug=False,
    )
    await shell.run(piped(sys.stdin))
