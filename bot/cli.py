"""The `bot` command: what each sub-command takes; the work is in `bot.commands`."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(
    name="bot",
    help="Answers patients' questions about stem cell therapy's side effects and defers what is serious.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
errors = Console(stderr=True)

Project = Annotated[
    Path,
    typer.Option(
        "--project", envvar="BOT_PROJECT", help="The folder of config.yml, domain.yml and clinic.yml."
    ),
]


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn the errors that a person can mend into a message and exit code 1."""
    from bot.engine import ModelNotReadyError
    from bot.training import TrainingFailedError
    from bot.yamlfile import DataError

    try:
        yield
    except (DataError, ModelNotReadyError, TrainingFailedError) as error:
        errors.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None


def _project(folder: Path) -> Path:
    """Go into the project's folder, which Rasa's components read their data from, and return it."""
    if not (folder / "config.yml").is_file():
        errors.print(
            f"There is no config.yml in {folder.resolve()}; run bot in the project's folder, or give --project."
        )
        raise typer.Exit(2)
    os.chdir(folder)
    return Path()


@app.callback()
def _set_up(
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log what the bot does (never what is said).")
    ] = False,
) -> None:
    import logging

    from bot.logs import configure_logging

    configure_logging(logging.INFO if verbose else logging.WARNING)


@app.command()
def ask(
    text: Annotated[str | None, typer.Argument(help="The message.", show_default=False)] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Answer JSON lines from standard input.")] = False,
    project: Project = Path(),
) -> None:
    """Answer a message; with --jsonl, one JSON line of standard input after another.

    A line is {"id": "…", "text": "…"} or, for a conversation, {"id": "…", "turns": ["…", "…"]}.
    """
    from bot.commands import ask as command

    if jsonl == (text is not None):
        errors.print("Give either a message or --jsonl.")
        raise typer.Exit(2)
    with _told_plainly():
        if text is not None:
            asyncio.run(command.one(_project(project), text, sys.stdout))
        else:
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
            asyncio.run(command.lines(_project(project), sys.stdin, sys.stdout))


@app.command()
def shell(project: Project = Path()) -> None:
    """Talk to the bot as a patient would, and see how each message is understood; /help lists its commands.

    Where the input or the output is no terminal, it answers line by line in plain text.
    """
    from bot.commands import shell as command

    with _told_plainly():
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        asyncio.run(command.run(_project(project)))


@app.command()
def train(
    force: Annotated[bool, typer.Option("--force", help="Train even where nothing has changed.")] = False,
    project: Project = Path(),
) -> None:
    """Train the model; does nothing where it is up to date."""
    from bot.commands import train as command

    with _told_plainly():
        command.run(_project(project), force=force, console=Console(file=sys.stdout))


@app.command()
def serve(
    host: Annotated[
        str, typer.Option("--host", envvar="HOST", help="The address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", envvar="PORT", min=1, max=65535, help="The port.")] = 5005,
    database: Annotated[
        str,
        typer.Option("--database", envvar="BOT_DATABASE", help="The SQLite file that keeps conversations."),
    ] = "var/conversations.db",
    project: Project = Path(),
) -> None:
    """Serve the bot over HTTP, everything in one process, until Ctrl-C or SIGTERM."""
    from bot.commands import serve as command

    with _told_plainly():
        code = command.run(_project(project), host=host, port=port, database=database, console=Console())
    raise typer.Exit(code)


@app.command()
def check(
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out Rasa's own validation, the slow part.")
    ] = False,
    safety: Annotated[
        bool,
        typer.Option("--safety", help="Instead, measure the safety figures and check the safety case."),
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="With --safety: write what was measured into the safety case.")
    ] = False,
    project: Project = Path(),
) -> None:
    """Check replies, settings and training data; exit code 1 where there is something to mend.

    With --safety, put every labelled message to the bot, which takes a minute or two, and check that no figure is
    below its floor and that docs/safety-case.md says what was measured.
    """
    if write and not safety:
        errors.print("--write goes with --safety.")
        raise typer.Exit(2)
    with _told_plainly():
        if safety:
            from bot.commands import check_safety

            problems = check_safety.run(_project(project), write=write, console=Console())
        else:
            from bot.commands import check as command

            problems = command.run(_project(project), quick=quick, console=Console())
    if problems:
        raise typer.Exit(1)
