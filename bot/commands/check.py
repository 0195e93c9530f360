"""`bot check`: everything that must be right before patients meet the bot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bot import check
from bot.check.problem import Problem


def run(root: Path, *, quick: bool, console: Console) -> int:
    """Check the curated data and print each problem; return how many there are."""
    with console.status("Checking"):
        problems = check.run(root, rasa=not quick)
    return told(problems, console)


def told(problems: Sequence[Problem], console: Console) -> int:
    """Print each problem as `file:line: message`; return how many there are."""
    for problem in problems:
        console.print(str(problem), markup=False, highlight=False, soft_wrap=True)
    if problems:
        console.print(f"{len(problems)} to mend.", highlight=False)
    else:
        console.print("All is well.")
    return len(problems)
