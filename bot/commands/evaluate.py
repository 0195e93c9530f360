"""`bot evaluate`: how well the bot understands labelled messages, as a table and an HTML report."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot import training
from bot.assistant import Assistant
from bot.check.examples import NLU
from bot.engine import ModelNotReadyError
from bot.evaluation import html
from bot.evaluation.answers import Answer, answers
from bot.evaluation.cross_validation import cross_validate, load_pipeline
from bot.evaluation.figures import Figure, figures
from bot.evaluation.labelled import Labelled, held_out_files, load_labelled
from bot.evaluation.pipelines import Column, compared
from bot.responses import load_responses
from bot.service import running
from bot.topics import load_topics

_PATIENCE = 300.0
_FIGURE_WIDTH = 18
_WHOLE_BOT = "Labelled messages, put to the whole bot as a patient would."
_FLATTERS = (
    "Cross-validation of the topic classifier on the training data. It flatters, as the encoder was fine-tuned on the "
    "same messages: use it to find odd labels and to compare settings."
)


@dataclass(frozen=True)
class Wanted:
    """What to evaluate: files (none: the held-out ones), `folds` of cross-validation (0: none).

    Rasa's default pipeline is set beside the bot after `rasa_epochs` (0: not at all) on `rasa_examples` (0: all).
    """

    files: Sequence[Path]
    report: Path
    folds: int = 0
    rasa_epochs: int = 0
    rasa_examples: int = 0


def run(root: Path, wanted: Wanted, *, command: str, console: Console) -> None:
    """Evaluate, print the tables and write the report.

    Raises:
        bot.yamlfile.DataError: a file of labelled messages is wrong.
        bot.engine.ModelNotReadyError: there is no model of the data as they are.
        bot.evaluation.pipelines.RasaFailedError: Rasa's own pipeline failed.
    """
    files = list(wanted.files) or held_out_files(root)
    messages = {file: load_labelled(file, root) for file in files}
    shown, pipeline = figures(load_topics(root).ids), load_pipeline(root)
    if training.up_to_date(root) is None:
        raise ModelNotReadyError(
            "The model is not of the data as they are; run `bot train`, then evaluate again."
        )
    with Progress(console=console, transient=True) as progress:
        found = asyncio.run(_ask(root, messages, progress))
        folds = _validate(root, wanted.folds, progress) if wanted.folds else []
    others = _of_rasa(root, found, wanted, console) if wanted.rasa_epochs else {}
    parts = []
    for file, judged in found.items():
        beside = others.get(file, [])
        console.print(table(file.as_posix(), judged, shown, beside))
        parts.append(html.part(file.as_posix(), _WHOLE_BOT, judged, shown, pipeline, beside))
    if folds:
        title = f"{wanted.folds}-fold cross-validation of {NLU.as_posix()}"
        console.print(table(title, folds, shown, []))
        parts.append(html.part(title, _FLATTERS, folds, shown, pipeline))
    html.write(wanted.report, parts, command)
    console.print(f"Report: {wanted.report}", highlight=False, soft_wrap=True)


async def _ask(
    root: Path, messages: Mapping[Path, Sequence[Labelled]], progress: Progress
) -> dict[Path, list[Answer]]:
    task = progress.add_task("Asking", total=sum(map(len, messages.values())))
    found: dict[Path, list[Answer]] = {}
    async with running(root) as service:
        responses = load_responses(root, service.settings)
        # More patience than a patient has: a busy machine must not change what is measured.
        assistant = Assistant(service.engine, service.settings, responses, patience=_PATIENCE)
        for file, labelled in messages.items():
            found[file] = []
            for message in labelled:
                found[file] += [answer async for answer in answers(assistant, [message])]
                progress.advance(task)
    return found


def _validate(root: Path, folds: int, progress: Progress) -> list[Answer]:
    task = progress.add_task("Cross-validating", total=1.0)
    return cross_validate(root, folds, lambda share: progress.update(task, completed=share))


def _of_rasa(
    root: Path, found: Mapping[Path, Sequence[Answer]], wanted: Wanted, console: Console
) -> dict[Path, list[Column]]:
    columns: dict[Path, list[Column]] = {file: [] for file in found}
    every = [one for judged in found.values() for one in judged]
    with console.status(f"Training Rasa's default pipeline ({wanted.rasa_epochs} epochs)"):
        for name, read in compared(root, every, epochs=wanted.rasa_epochs, examples=wanted.rasa_examples):
            rest = iter(read)
            for file, judged in found.items():
                columns[file].append((name, list(islice(rest, len(judged)))))
    return columns


def table(title: str, judged: Sequence[Answer], shown: Sequence[Figure], others: Sequence[Column]) -> Table:
    """Return the figures of the bot and, each in a column of its own, of the `others`; what has none is left out."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    # Several pipelines side by side do not fit a narrow terminal: every word is kept, on more lines.
    table.add_column("Figure", min_width=_FIGURE_WIDTH)
    for name in ("this bot", *(name for name, _ in others)):
        table.add_column(name, no_wrap=not others)
    for figure in shown:
        counts = [figure.count(column) for column in (judged, *(column for _, column in others))]
        if counts[0].n:
            table.add_row(figure.title, *map(str, counts))
    return table
