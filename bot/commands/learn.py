"""`bot learn`: add labelled messages to the training data."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from bot.curation.labels import read
from bot.curation.learn import learn


def run(root: Path, file: Path, *, console: Console) -> None:
    """Add the entries of `file` that have a topic to `data/nlu.yml` and say how many.

    Raises:
        bot.yamlfile.DataError: an entry is wrong, or contradicts the training data; nothing is added then.
    """
    labelled = read(file, root)
    learned = learn(root, labelled)
    console.print(f"Added: {learned.added}. Known already: {learned.known}.", highlight=False)
    if learned.added:
        console.print("Now run `bot check`, then `bot train`.", highlight=False)
    elif not labelled:
        console.print(
            f"No entry of {file} has a topic; write one for each to learn.", highlight=False, soft_wrap=True
        )
