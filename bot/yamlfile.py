"""Loading a YAML file into a pydantic model, with errors that name file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pydantic
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

ModelT = TypeVar("ModelT", bound=pydantic.BaseModel)


class DataError(ValueError):
    """A data file is wrong; the message has a line `file:line: problem` for each thing to mend."""


def load(path: Path, model: type[ModelT]) -> ModelT:
    """Read the YAML file at `path` as a `model`.

    Raises:
        DataError: the file is missing, is not YAML or does not fit the model.
    """
    try:
        return model.parse_obj(values(path))
    except pydantic.ValidationError as error:
        raise DataError("\n".join(_problems(path, read(path), error))) from None


def values(path: Path) -> Any:
    """Read the YAML file at `path` as plain values, ten times as fast as `read`.

    Raises:
        DataError: the file is missing or is not YAML.
    """
    try:
        return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError):
        return read(path)  # which tells what is wrong, and where


def read(path: Path) -> Any:
    """Read the YAML file at `path` as ruamel's round-trip objects, which know their lines.

    Raises:
        DataError: the file is missing or is not YAML.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return YAML(typ="rt").load(text)
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read ({error.strerror}); put the file back or check its name"
        ) from None
    except UnicodeDecodeError:
        raise DataError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(
            f"{path}:{line}: is not valid YAML ({error.problem}); check indentation and quotes"
        ) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DataError(
            f"{path}:{line}: holds the character U+{error.character:04X}, which YAML does not allow; take it out"
        ) from None


def line_of(document: Any, keys: tuple[str | int, ...]) -> int:
    """Return the 1-based line of the value at `keys`, or of the nearest enclosing value that has one."""
    line = 1
    for key in keys:
        marks = getattr(document, "lc", None)
        if marks is None or marks.data is None or key not in marks.data:
            break
        line = marks.data[key][0] + 1
        document = document[key]
    return line


def line_in(path: Path, keys: tuple[str | int, ...]) -> int:
    """Return what `line_of` does for the file at `path`; it is read anew, so only where there is a line to tell.

    Raises:
        DataError: the file is missing or is not YAML.
    """
    return line_of(read(path), keys)


def _problems(path: Path, document: Any, error: pydantic.ValidationError) -> Iterator[str]:
    for problem in error.errors():
        keys = tuple(key for key in problem["loc"] if key != "__root__")
        where = ".".join(str(key) for key in keys)
        yield f"{path}:{line_of(document, keys)}: {where}: {problem['msg']}"
