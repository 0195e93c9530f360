"""Reading files of JSON lines, with errors that name file and line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pydantic

from bot import yamlfile

ItemT = TypeVar("ItemT")


def read(
    path: Path, name: str, parse: Callable[[dict[str, Any], int], ItemT], example: str
) -> list[tuple[int, ItemT]]:
    """Return (line, item) for each line of the file at `path` that is not blank; lines count from 1.

    `parse` makes an item of a line's object and its number; its `ValueError` (pydantic's too) is told with the line.
    `name` is what errors call the file, `example` a line as it should be.

    Raises:
        yamlfile.DataError: the file cannot be read, or lines are wrong; a line of the message for each.
    """
    items: list[tuple[int, ItemT]] = []
    problems: list[str] = []
    # Not splitlines: a message may hold separators that it would split at.
    for number, line in enumerate(_text(path, name).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            if not isinstance(fields, dict):
                raise ValueError(f"write an object such as {example}")
            items.append((number, parse(fields, number)))
        except pydantic.ValidationError as error:
            problems += [f"{name}:{number}: {_where(e['loc'])}: {e['msg']}" for e in error.errors()]
        except ValueError as error:
            problems.append(f"{name}:{number}: {error}")
    if problems:
        raise yamlfile.DataError("\n".join(problems))
    return items


def one_a_turn(expected: list[ItemT], turns: list[str] | None) -> list[ItemT]:
    """Return what is expected of each turn of a conversation; `turns` is `None` where those were wrong themselves.

    Raises:
        ValueError: there are not as many as turns.
    """
    if turns is not None and len(expected) != len(turns):
        raise ValueError("has not as many entries as `turns`; write one for each, {} where none is judged")
    return expected


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise yamlfile.DataError(f"{name}: cannot be read ({error.strerror}); check its name") from None
    except UnicodeDecodeError:
        raise yamlfile.DataError(f"{name}: is not UTF-8 text; save it as UTF-8") from None


def _where(location: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in location)
