"""`bot check`: everything that must be right before patients meet the bot."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from bot import check


def run(root: Path, *, quick: bool, console: Console) -> int:
    """Print each problem as `file:line: message`; return how many there are."""
    with console.status("Checking"):
        problems = check.run(root, rasa=not quick)
    for problem in problems:
        console.print(str(problem), markup=False, highlight=False, soft_wrap=True)
    if problems:
        console.print(f"{len(problems)} to mend.", highlight=False)
    else:
        console.print("All is well.")
    return len(problems)
