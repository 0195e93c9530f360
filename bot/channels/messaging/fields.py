"""What a channel must be told: from `credentials.yml`, or else from the environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.yamlfile import DataError


@dataclass(frozen=True)
class Field:
    """A value that a channel is set up with.

    `key` names it in `credentials.yml`, `variable` in the environment (none where it is empty), `what` says what it is
    and where to find it. It must be given where it has no `default`.
    """

    key: str
    variable: str
    what: str
    default: str | None = None


def given(
    fields: Sequence[Field], credentials: Mapping[str, Any], environment: Mapping[str, str]
) -> dict[str, str]:
    """Return the value of each field that has one; `credentials.yml` wins over the environment."""
    values = {}
    for field in fields:
        value = credentials.get(field.key)
        if value is None or value == "":
            value = environment.get(field.variable) or field.default
        if value is not None:
            values[field.key] = str(value)
    return values


def missing(fields: Sequence[Field], values: Mapping[str, str]) -> list[Field]:
    """Return the fields that have no value and need one."""
    return [field for field in fields if field.key not in values]


def read_fields(
    channel: str, fields: Sequence[Field], credentials: Mapping[str, Any], environment: Mapping[str, str]
) -> dict[str, str]:
    """Return the value of every field.

    Raises:
        bot.yamlfile.DataError: one that is needed is missing, or there is a key that is none; says what to write.
    """
    values = given(fields, credentials, environment)
    known = [field.key for field in fields]
    problems = [
        f"credentials.yml: {channel}: there is no setting {key}; write one of {', '.join(known)}"
        for key in credentials
        if key not in known
    ]
    problems += [
        f"credentials.yml: {channel}: {field.key} is missing; write it there or set {field.variable} ({field.what})"
        for field in missing(fields, values)
    ]
    if problems:
        raise DataError("\n".join(problems))
    return values
