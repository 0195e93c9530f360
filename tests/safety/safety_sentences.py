"""Reads our own labelled sentences."""

from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

HERE = Path(__file__).parent


def labelled(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield (level or rule, the key below it, sentence) for every line of the file `name`."""
    for outer, blocks in YAML(typ="safe").load(HERE / name).items():
        for inner, block in blocks.items():
            for sentence in block.splitlines():
                yield outer, inner, sentence


def alarms() -> list[tuple[str, str, str]]:
    """Return (level, item, sentence) for every red flag of ours."""
    return [*labelled("alarms.yml"), *labelled("voices.yml")]
