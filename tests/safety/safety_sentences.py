"""Reads our own labelled sentences."""

from collections.abc import Iterator
from pathlib import Path

from bot.safety_case import sets

HERE = Path(__file__).parent


def labelled(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield (level or rule, the key below it, sentence) for every line of the file `name`."""
    yield from sets.labelled(HERE / name)


def alarms() -> list[tuple[str, str, str]]:
    """Return (level, item, sentence) for every red flag of ours."""
    return [*labelled("alarms.yml"), *labelled("voices.yml")]
