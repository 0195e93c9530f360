"""Labelled messages to evaluate the bot on: a file of JSON lines, or the project's own held-out files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydantic

from bot import jsonlines, yamlfile
from bot.aspects import ASPECTS
from bot.topics import OTHER_KINDS, load_topics

HELD_OUT = Path("evaluation", "understanding")

_EXAMPLE = '{"text": "…", "topic": "infection_risk"}'


@dataclass(frozen=True)
class Expected:
    """What is right for a message: its topics, the likeliest first (none: not judged), and the aspect asked for.

    `aspect` is "none" where the topic is asked about in general, and `None` where the aspect is not judged.
    """

    topics: tuple[str, ...] = ()
    aspect: str | None = None


@dataclass(frozen=True)
class Labelled:
    """A message, or a conversation of several, with what is expected of each turn; `file` and `line` say where."""

    file: str
    line: int
    turns: tuple[str, ...]
    expected: tuple[Expected, ...]


class _Label(pydantic.BaseModel):
    topic: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    aspect: str | None = None

    @pydantic.validator("topic", pre=True)
    def _one_or_several(cls, value: object) -> object:  # noqa: N805
        if value is None:
            return ()
        return value if isinstance(value, list) else (value,)

    @pydantic.validator("aspect")
    def _known_aspect(cls, value: str | None) -> str | None:  # noqa: N805
        if value is not None and value not in ASPECTS and value != "none":
            raise ValueError(f"{value!r} is no aspect; write one of {', '.join(ASPECTS)}, or none")
        return value


class _Message(_Label):
    text: str


class _Conversation(pydantic.BaseModel):
    turns: list[str] = pydantic.Field(min_items=1)
    expect: list[_Label]

    @pydantic.validator("expect")
    def _one_a_turn(cls, value: list[_Label], values: dict[str, list[str]]) -> list[_Label]:  # noqa: N805
        return jsonlines.one_a_turn(value, values.get("turns"))


def held_out_files(root: Path) -> list[Path]:
    """Return the project's own held-out files, in the order of their names.

    Raises:
        bot.yamlfile.DataError: there are none.
    """
    files = sorted((root / HELD_OUT).glob("*.jsonl"))
    if not files:
        raise yamlfile.DataError(
            f"{HELD_OUT.as_posix()}/: holds no JSON lines; an installed package does not bring them: run "
            "`bot evaluate` in a checkout, or name a file of labelled messages"
        )
    return files


def load_labelled(path: Path, root: Path) -> list[Labelled]:
    """Read a file of labelled messages: `{"text", "topic"}` or `{"turns", "expect": [{"topic"}, …]}` a line.

    `also` lists other topics that are right too, `aspect` names the aspect asked for; other keys are not read.

    Raises:
        bot.yamlfile.DataError: a line is wrong; names file and line.
    """
    known = {*load_topics(root).ids, *OTHER_KINDS}
    file = path.as_posix()

    def parse(fields: dict[str, Any], number: int) -> Labelled:
        if "turns" in fields:
            talk = _Conversation.parse_obj(fields)
            turns, labels = talk.turns, talk.expect
        else:
            message = _Message.parse_obj(fields)
            turns, labels = [message.text], [message]
        expected = tuple(Expected(label.topic + label.also, label.aspect) for label in labels)
        for topic in (topic for one in expected for topic in one.topics):
            if topic not in known:
                raise ValueError(f"there is no topic {topic!r}; write one of {', '.join(sorted(known))}")
        return Labelled(file, number, tuple(turns), expected)

    messages = [labelled for _, labelled in jsonlines.read(path, file, parse, _EXAMPLE)]
    if not any(expected.topics for message in messages for expected in message.expected):
        raise yamlfile.DataError(f"{file}: holds no labelled messages; write one a line, such as {_EXAMPLE}")
    return messages
