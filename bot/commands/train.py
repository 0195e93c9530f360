"""`bot train`: train the model where the data have changed, with a progress bar."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot import training


def run(root: Path, *, force: bool, console: Console) -> None:
    """Train; say so where there is nothing to do.

    Raises:
        bot.training.TrainingFailedError: no model could be trained.
    """
    if not force and (model := training.up_to_date(root)):
        console.print(f"The model is up to date: {model.name}")
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Training: reading the data", total=training.components(root) + 1)
        bar.advance(task)

        def component_done(name: str) -> None:
            bar.update(task, advance=1, description=f"Training: {name} done")

        # Rasa prints as it trains, on both outputs; the bar says all that matters.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            model = training.train(root, component_done, force=force)
        bar.update(task, completed=training.components(root) + 1, description="Training: done")
    console.print(f"Trained: models/{model.name}")
