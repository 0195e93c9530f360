"""Refusing a YAML list in which two items have the same id or title."""

from __future__ import annotations

from pathlib import Path

from bot import yamlfile


def refuse(path: Path, items: str, *keys: str) -> None:
    """Check that no two items of the list `items` in the YAML file at `path` have the same value of a key.

    Raises:
        bot.yamlfile.DataError: two have, spelled alike but for capitals; names the second's line.
    """
    document = yamlfile.read(path)
    problems = []
    for key in keys:
        first_at: dict[str, int] = {}
        for index, item in enumerate(document[items]):
            line = yamlfile.line_of(document, (items, index, key))
            value = str(item[key])
            earlier = first_at.setdefault(value.casefold(), line)
            if earlier != line:
                problems.append(
                    f"{path}:{line}: {key} {value!r} is already in line {earlier}; write another, or delete one"
                )
    if problems:
        raise yamlfile.DataError("\n".join(problems))
