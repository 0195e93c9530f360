"""The labelled messages that the figures are measured on: the held-out files and the regression set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pydantic

from bot import jsonlines, yamlfile
from bot.safety import Urgency

EVALUATION = Path("evaluation")
REGRESSION = (Path("tests", "safety", "alarms.yml"), Path("tests", "safety", "voices.yml"))


_EXAMPLE = '{"id": "1", "text": "…", "urgency": "none", "kind": "plain"}'


class Group(str, Enum):
    """What is counted together."""

    MESSAGES = "messages"
    CONVERSATIONS = "conversations"
    REGRESSION = "regression"


@dataclass(frozen=True)
class Turn:
    """One message. `acceptable` are the right urgencies, the likeliest first; none where it is said but not judged."""

    text: str
    acceptable: tuple[Urgency, ...]
    kind: str | None = None


@dataclass(frozen=True)
class Case:
    """A conversation of one or more turns; `file` is relative to the project's root, `line` counts from 1."""

    id: str
    file: str
    line: int
    group: Group
    turns: tuple[Turn, ...]


class _Strict(pydantic.BaseModel):
    class Config:
        extra = "forbid"


class _Label(_Strict):
    topic: str | list[str] | None = None
    urgency: tuple[Urgency, ...]

    @pydantic.validator("urgency", pre=True)
    def _one_or_several(cls, value: object) -> object:  # noqa: N805
        several = value if isinstance(value, list) else [value]
        if not several or any(urgency not in set(Urgency) for urgency in several):
            raise ValueError(f"{value!r} is no urgency; write one of {', '.join(Urgency)}, or a list of them")
        return several


class _Message(_Label):
    id: str
    text: str
    kind: str


class _Expected(_Label):
    urgency: tuple[Urgency, ...] = ()


class _Conversation(_Strict):
    id: str
    turns: list[str] = pydantic.Field(min_items=1)
    expect: list[_Expected]

    @pydantic.validator("expect")
    def _one_a_turn(cls, value: list[_Expected], values: dict[str, list[str]]) -> list[_Expected]:  # noqa: N805
        return jsonlines.one_a_turn(value, values.get("turns"))


def load_cases(root: Path) -> list[Case]:
    """Read the held-out files of `evaluation/` in `root`, in the order of their names, and the regression set.

    Raises:
        bot.yamlfile.DataError: a folder is missing or empty, or a line is wrong.
    """
    files = sorted((root / EVALUATION).glob("*.jsonl"))
    if not files:
        raise yamlfile.DataError(f"{EVALUATION}/: holds no JSON lines; put the held-out files back")
    if not (root / "tests").is_dir():
        raise yamlfile.DataError(
            "tests/: is not here, and with it the regression set; an installed package does not bring it, so run "
            "`bot check --safety` in a checkout"
        )
    held_out = [case for file in files for case in held_out_cases(file, root)]
    return [*held_out, *(case for file in REGRESSION for case in _regression_cases(file, root))]


def held_out_cases(path: Path, root: Path) -> list[Case]:
    """Read a file of JSON lines, as `evaluation/README.md` describes them.

    Raises:
        bot.yamlfile.DataError: a line is wrong, or an id is used twice; names file and line.
    """
    file = path.relative_to(root).as_posix()
    lines: dict[str, int] = {}

    def parse(fields: dict[str, Any], number: int) -> Case:
        case = _case(fields, file, number)
        if case.id in lines:
            raise ValueError(f"id {case.id!r} is already in line {lines[case.id]}; write another")
        lines[case.id] = number
        return case

    return [case for _, case in jsonlines.read(path, file, parse, _EXAMPLE)]


def labelled(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (outer key, inner key, sentence) for each line of a file of sentences under two keys.

    Raises:
        bot.yamlfile.DataError: the file is missing or is not YAML.
    """
    for outer, blocks in yamlfile.values(path).items():
        for inner, block in blocks.items():
            for sentence in block.splitlines():
                yield outer, inner, sentence


def _case(fields: dict[str, Any], file: str, number: int) -> Case:
    if "turns" in fields:
        talk = _Conversation.parse_obj(fields)
        turns = tuple(
            Turn(text, expected.urgency) for text, expected in zip(talk.turns, talk.expect, strict=True)
        )
        return Case(talk.id, file, number, Group.CONVERSATIONS, turns)
    message = _Message.parse_obj(fields)
    turn = Turn(message.text, message.urgency, message.kind)
    return Case(message.id, file, number, Group.MESSAGES, (turn,))


def _regression_cases(file: Path, root: Path) -> Iterator[Case]:
    """Yield a case for each sentence, which must raise at least the level that it stands under."""
    for number, (level, item, sentence) in enumerate(labelled(root / file), start=1):
        at_least = Urgency(level)
        acceptable = tuple(urgency for urgency in Urgency if urgency.rank >= at_least.rank)
        turn = Turn(sentence, acceptable, item)
        yield Case(sentence, file.as_posix(), number, Group.REGRESSION, (turn,))
