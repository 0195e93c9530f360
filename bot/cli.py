"""The `bot` command: what each sub-command takes; the work is in `bot.commands`."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
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

CONVERSATIONS = "var/conversations.db"


class AlarmLevel(str, Enum):
    """The levels of urgency that are alarms."""

    EMERGENCY = "emergency"
    URGENT = "urgent"


Project = Annotated[
    Path,
    typer.Option(
        "--project", envvar="BOT_PROJECT", help="The folder of config.yml, domain.yml and clinic.yml."
    ),
]


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn the errors that a person can mend into a message and exit code 1."""
    from bot.alarms.store import AlarmsNotReadError
    from bot.channels.web_store import RatingsNotReadError
    from bot.curation.unsure import ConversationsNotReadError
    from bot.engine import ModelNotReadyError
    from bot.evaluation.pipelines import RasaFailedError
    from bot.training import TrainingFailedError
    from bot.yamlfile import DataError

    try:
        yield
    except (
        AlarmsNotReadError,
        ConversationsNotReadError,
        DataError,
        ModelNotReadyError,
        RasaFailedError,
        RatingsNotReadError,
        TrainingFailedError,
    ) as error:
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


def _beside(database: str) -> Path:
    """Return the file of the alarms that belongs to a file of conversations."""
    return Path(database).with_name("alarms.db")


def _messaging() -> Path:
    """Return the file of the messaging channels that belongs to the conversations."""
    beside = Path(os.environ.get("BOT_DATABASE", CONVERSATIONS)).with_name("messaging.db")
    return Path(os.environ.get("BOT_MESSAGING") or beside)


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
    with _told_plainly():
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        if text is not None:
            asyncio.run(command.one(_project(project), text, sys.stdout, explain=explain))
        else:
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
            asyncio.run(command.lines(_project(project), sys.stdin, sys.stdout, explain=explain))


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

    with _told_plainly():
        code = command.run(
            _project(project),
            host=host,
            port=port,
            database=database,
            alarms=alarms or _beside(database),
            console=Console(),
        )
    raise typer.Exit(code)


channels_app = typer.Typer(
    name="channels",
    help="List the messaging channels: what is set up, what is missing, the address of each webhook.",
    invoke_without_command=True,
    pretty_exceptions_show_locals=False,
)
app.add_typer(channels_app)


@channels_app.callback()
def channels(context: typer.Context, project: Project = Path()) -> None:
    """List the messaging channels: what is set up, what is missing, the address of each webhook."""
    from bot.without_tensorflow import leave_out_tensorflow

    leave_out_tensorflow()  # before a channel imports Rasa
    from bot.commands import channels as command

    root = _project(project)
    if context.invoked_subcommand is None:
        with _told_plainly():
            command.show(root, _messaging(), console=Console())


@channels_app.command("test")
def channels_test(
    name: Annotated[str, typer.Argument(help="The channel, as `bot channels` names it.", show_default=False)],
    recipient: Annotated[str, typer.Argument(help="Who gets the message.", show_default=False)],
) -> None:
    """Send a test message over a channel to a recipient, such as your own telephone number."""
    from bot.commands import channels as command

    with _told_plainly():
        delivered = asyncio.run(command.test(Path(), name, recipient, console=Console()))
    raise typer.Exit(0 if delivered else 1)


@app.command()
def report(
    alarms: Annotated[bool, typer.Option("--alarms", help="List the recorded alarms, newest first.")] = False,
    unsure: Annotated[
        bool, typer.Option("--unsure", help="List the messages that the bot was unsure of, to be labelled.")
    ] = False,
    ratings: Annotated[
        bool, typer.Option("--ratings", help="List which answers patients found helpful, by topic.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="7d|DATE", help="Only the last days, or those from a date on (UTC)."),
    ] = None,
    level: Annotated[AlarmLevel | None, typer.Option("--level", help="Only alarms of this level.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print alarms or ratings as JSON lines, not as a table.")
    ] = False,
    below: Annotated[
        float,
        typer.Option("--below", min=0, max=1, help="With --unsure: the confidence that counts as unsure."),
    ] = 0.6,
    write: Annotated[
        Path | None,
        typer.Option("--write", help="With --unsure: the YAML file to write them to, for `bot learn`."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            help="The file of the alarms (BOT_ALARMS; alarms.db beside the conversations); with --unsure, of the "
            "conversations (BOT_DATABASE); with --ratings, of the website's chat (web.db beside the conversations).",
        ),
    ] = None,
    project: Project = Path(),
) -> None:
    """Report on what the bot has recorded or keeps; exit code 1 where there is no file of it."""
    from bot.commands import report as command

    if alarms + unsure + ratings != 1:
        errors.print("Say what to report: --alarms, --unsure or --ratings.")
        raise typer.Exit(2)
    try:
        moment = command.moment(since) if since else None
    except ValueError as error:
        errors.print(f"--since: {error}", markup=False, highlight=False)
        raise typer.Exit(2) from None
    write = write.absolute() if write else None
    root = _project(project)
    conversations = os.environ.get("BOT_DATABASE", CONVERSATIONS)
    with _told_plainly():
        if alarms:
            path = file or Path(os.environ.get("BOT_ALARMS") or _beside(conversations))
            command.alarms(path, since=moment, level=level, as_json=as_json, console=Console())
        elif ratings:
            from bot.commands import report_ratings

            path = file or Path(conversations).with_name("web.db")
            report_ratings.run(path, since=moment, as_json=as_json, console=Console())
        else:
            path = file or Path(conversations)
            command.unsure(path, root, since=moment, below=below, write=write, console=Console())


@app.command()
def learn(
    file: Annotated[Path, typer.Argument(help="The file of `bot report --unsure --write`, with labels.")],
    project: Project = Path(),
) -> None:
    """Add labelled messages to the training data; `bot train` then learns them."""
    from bot.commands import learn as command

    labels = file.absolute()
    with _told_plainly():
        command.run(_project(project), labels, console=Console())


@app.command()
def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files of labelled messages, JSON lines; the held-out ones if not given.", show_default=False
        ),
    ] = None,
    folds: Annotated[
        int,
        typer.Option(
            "--folds", min=0, help="Folds of cross-validation on the training data; 0 leaves it out."
        ),
    ] = 0,
    rasa_epochs: Annotated[
        int,
        typer.Option(
            "--rasa-epochs",
            min=0,
            help="Also train Rasa's default pipeline for so many epochs, beside this bot; hours at Rasa's own 100.",
        ),
    ] = 0,
    rasa_examples: Annotated[
        int,
        typer.Option(
            "--rasa-examples",
            min=0,
            help="With --rasa-epochs: train both pipelines on so many of the examples, drawn by chance; 0 means all.",
        ),
    ] = 0,
    report: Annotated[Path, typer.Option("--report", help="The HTML report to write.")] = Path(
        "results/evaluation.html"
    ),
    project: Project = Path(),
) -> None:
    """Measure how well messages are understood: print the figures and write an HTML report.

    A line of a file is {"text": "…", "topic": "…"}, or {"turns": ["…"], "expect": [{"topic": "…"}]}; "also" lists other
    topics that are right, "aspect" names the aspect asked for.
    """
    from bot.without_tensorflow import leave_out_tensorflow

    leave_out_tensorflow()  # before the components of Rasa that are evaluated are imported
    from bot.commands import evaluate as command

    if folds == 1:
        errors.print("--folds: write 2 or more, or 0 for none.")
        raise typer.Exit(2)
    if rasa_examples and not rasa_epochs:
        errors.print("--rasa-examples goes with --rasa-epochs.")
        raise typer.Exit(2)
    # Before going into the project's folder: a file's name is meant from here.
    named = [file.absolute() for file in files or ()]
    report = report.absolute()
    typed = shlex.join(["bot", *sys.argv[1:]])
    with _told_plainly():
        wanted = command.Wanted(named, report, folds, rasa_epochs, rasa_examples)
        command.run(_project(project), wanted, command=typed, console=Console())


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
