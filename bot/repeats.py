"""Refusing a YAML list in which two items have the same id or title."""

from __future__ import annotations

from pathlib import Path

from bot import yamlfile


def refuse(path: Path, items: str, *keys: str) -> None:
    """Check that no two items of the list `items` in the YAML file at `path` have the same value of a key.

    Raises:
        bot.yamlfile.DataError: two have, spelled alike but for capitals; names the second's line.
    """
    listed = yamlfile.values(path)[items]
    problems = []
    for key in keys:
        first: dict[str, int] = {}
        for index, item in enumerate(listed):
            value = str(item[key])
            earlier = first.setdefault(value.casefold(), index)
            if earlier != index:
                line, there = (yamlfile.line_in(path, (items, place, key)) for place in (index, earlier))
                problems.append(
                    f"{path}:{line}: {key} {value!r} is already in line {there}; write another, or delete one"
                )
    if problems:
        raise yamlfile.DataError("\n".join(problems))
