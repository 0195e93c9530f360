"""What the sub-commands share: the project's folder, where files are, errors told plainly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

errors = Console(stderr=True)

CONVERSATIONS = "var/conversations.db"

Project = Annotated[
    Path,
    typer.Option(
        "--project", envvar="BOT_PROJECT", help="The folder of config.yml, domain.yml and clinic.yml."
    ),
]


@contextmanager
def told_plainly() -> Iterator[None]:
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


def project_folder(folder: Path) -> Path:
    """Go into the project's folder, which Rasa's components read their data from, and return it."""
    if not (folder / "config.yml").is_file():
        errors.print(
            f"There is no config.yml in {folder.resolve()}; run bot in the project's folder, or give --project."
        )
        raise typer.Exit(2)
    os.chdir(folder)
    return Path()


def alarms_beside(database: str) -> Path:
    """Return the file of the alarms that belongs to a file of conversations."""
    return Path(database).with_name("alarms.db")


def alarms_file(database: str) -> Path:
    """Return the file of the alarms, which is beside the conversations unless the environment names another."""
    return Path(os.environ.get("BOT_ALARMS") or alarms_beside(database))


def messaging_file() -> Path:
    """Return the file of the messaging channels that belongs to the conversations."""
    beside = Path(os.environ.get("BOT_DATABASE", CONVERSATIONS)).with_name("messaging.db")
    return Path(os.environ.get("BOT_MESSAGING") or beside)
