"""Sub-commands that answer messages: ask, shell, serve, and the channels."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.common import (
    CONVERSATIONS,
    Project,
    alarms_beside,
    errors,
    messaging_file,
    project_folder,
    told_plainly,
)


def ask(
    text: Annotated[str | None, typer.Argument(help="The message.", show_default=False)] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Answer JSON lines from standard input.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why the reply has its urgency, in the message's own words.")
    ] = False,
    project: Project = Path(),
) -> None:
    """Answer a message; with --jsonl, one JSON line of standard input after another.

    A line is {"id": "…", "text": "…"} or, for a conversation, {"id": "…", "turns": ["…", "…"]}.
    """
    from bot.commands import ask as command

    if jsonl == (text is not None):
        errors.print("Give either a message or --jsonl.")
        raise typer.Exit(2)
    with told_plainly():
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        if text is not None:
            asyncio.run(command.one(project_folder(project), text, sys.stdout, explain=explain))
        else:
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
            asyncio.run(command.lines(project_folder(project), sys.stdin, sys.stdout, explain=explain))


def shell(project: Project = Path()) -> None:
    """Talk to the bot as a patient would, and see how each message is understood; /help lists its commands.

    Where the input or the output is no terminal, it answers line by line in plain text.
    """
    from bot.commands import shell as command

    with told_plainly():
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        asyncio.run(command.run(project_folder(project)))


def serve(
    host: Annotated[
        str, typer.Option("--host", envvar="HOST", help="The address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", envvar="PORT", min=1, max=65535, help="The port.")] = 5005,
    database: Annotated[
        str,
        typer.Option("--database", envvar="BOT_DATABASE", help="The SQLite file that keeps conversations."),
    ] = CONVERSATIONS,
    alarms: Annotated[
        Path | None,
        typer.Option(
            "--alarms",
            envvar="BOT_ALARMS",
            help="The SQLite file that records alarms; alarms.db beside the conversations if not given.",
        ),
    ] = None,
    project: Project = Path(),
) -> None:
    """Serve the bot over HTTP, everything in one process, until Ctrl-C or SIGTERM."""
    from bot.commands import serve as command

    with told_plainly():
        code = command.run(
            project_folder(project),
            host=host,
            port=port,
            database=database,
            alarms=alarms or alarms_beside(database),
            console=Console(),
        )
    raise typer.Exit(code)


channels_app = typer.Typer(
    name="channels",
    help="List the messaging channels: what is set up, what is missing, the address of each webhook.",
    invoke_without_command=True,
    pretty_exceptions_show_locals=False,
)


@channels_app.callback()
def channels(context: typer.Context, project: Project = Path()) -> None:
    """List the messaging channels: what is set up, what is missing, the address of each webhook."""
    from bot.without_tensorflow import leave_out_tensorflow

    leave_out_tensorflow()  # before a channel imports Rasa
    from bot.commands import channels as command

    root = project_folder(project)
    if context.invoked_subcommand is None:
        with told_plainly():
            command.show(root, messaging_file(), console=Console())


@channels_app.command("test")
def channels_test(
    name: Annotated[str, typer.Argument(help="The channel, as `bot channels` names it.", show_default=False)],
    recipient: Annotated[str, typer.Argument(help="Who gets the message.", show_default=False)],
) -> None:
    """Send a test message over a channel to a recipient, such as your own telephone number."""
    from bot.commands import channels as command

    with told_plainly():
        delivered = asyncio.run(command.test(Path(), name, recipient, console=Console()))
    raise typer.Exit(0 if delivered else 1)
