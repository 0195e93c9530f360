"""Sub-commands that train, check and measure the bot, and report on what it has recorded."""

from __future__ import annotations

import os
import shlex
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.common import CONVERSATIONS, Project, alarms_file, errors, project_folder, told_plainly


class AlarmLevel(str, Enum):
    """The levels of urgency that are alarms."""

    EMERGENCY = "emergency"
    URGENT = "urgent"


def train(
    force: Annotated[bool, typer.Option("--force", help="Train even where nothing has changed.")] = False,
    project: Project = Path(),
) -> None:
    """Train the model; does nothing where it is up to date."""
    from bot.commands import train as command

    with told_plainly():
        command.run(project_folder(project), force=force, console=Console(file=sys.stdout))


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
    root = project_folder(project)
    conversations = os.environ.get("BOT_DATABASE", CONVERSATIONS)
    with told_plainly():
        if alarms:
            path = file or alarms_file(conversations)
            command.alarms(path, since=moment, level=level, as_json=as_json, console=Console())
        elif ratings:
            from bot.commands import report_ratings

            path = file or Path(conversations).with_name("web.db")
            report_ratings.run(path, since=moment, as_json=as_json, console=Console())
        else:
            path = file or Path(conversations)
            recorded = alarms_file(str(path))
            command.unsure(
                path, root, recorded=recorded, since=moment, below=below, write=write, console=Console()
            )


def learn(
    file: Annotated[Path, typer.Argument(help="The file of `bot report --unsure --write`, with labels.")],
    project: Project = Path(),
) -> None:
    """Add labelled messages to the training data; `bot train` then learns them."""
    from bot.commands import learn as command

    labels = file.absolute()
    with told_plainly():
        command.run(project_folder(project), labels, console=Console())


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
    with told_plainly():
        wanted = command.Wanted(named, report, folds, rasa_epochs, rasa_examples)
        command.run(project_folder(project), wanted, command=typed, console=Console())


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
    with told_plainly():
        if safety:
            from bot.commands import check_safety

            problems = check_safety.run(project_folder(project), write=write, console=Console())
        else:
            from bot.commands import check as command

            problems = command.run(project_folder(project), quick=quick, console=Console())
    if problems:
        raise typer.Exit(1)
