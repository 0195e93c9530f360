"""The curator's file: messages to label, written by `bot report --unsure` and read by `bot learn`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pydantic
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.representer import RoundTripRepresenter

from bot import yamlfile
from bot.aspects import ASPECTS
from bot.curation.unsure import Unsure
from bot.safety import Urgency
from bot.topics import OTHER_KINDS, load_topics

_ASPECTS = ("none", *ASPECTS)
_HEAD = """\
Real messages that the bot was unsure of. Take out names and whatever else could tell who wrote one.
Write for each that the bot should learn from what it is about (`topic`) and how urgent is what it REPORTS (`urgency`:
none, routine, urgent or emergency). You may add what it asks about its topic (`aspect`, none for the topic in general):
{aspects}.
Then run: bot learn {file}
`after` is what the same person wrote before. Entries without a topic are left alone.
Delete this file when you are done: it holds patients' words.
"""


class _Strict(pydantic.BaseModel):
    class Config:
        extra = "forbid"


class Label(_Strict):
    """A message and, once it is labelled, its topic, its urgency and, where one is asked for, the aspect."""

    text: str
    topic: str | None = None
    urgency: Urgency | None = None
    aspect: str | None = None
    after: str = ""
    might_be: str = ""
    conversation: str = ""
    time: str = ""


class _LabelFile(_Strict):
    messages: list[Label]


class _EmptyIsNothing(RoundTripRepresenter):
    """Writes `None` as nothing, to be filled in; Rasa has it written as `null`."""


_EmptyIsNothing.add_representer(
    type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "")
)


def write(path: Path, messages: Sequence[Unsure]) -> None:
    """Write a file to label.

    Raises:
        FileExistsError: there is such a file already, perhaps with labels in it.
        OSError: it cannot be written.
    """
    rows = CommentedSeq()
    for message in messages:
        might_be = ", ".join(f"{topic} {share:.2f}" for topic, share in message.ranking)
        rows.append(
            CommentedMap(
                text=message.text,
                topic=None,
                urgency=None,
                aspect=None,
                after=message.after,
                might_be=might_be,
                conversation=message.conversation,
                time=f"{message.time:%Y-%m-%d %H:%M} UTC",
            )
        )
    document = CommentedMap(messages=rows)
    document.yaml_set_start_comment(_HEAD.format(file=path.name, aspects=", ".join(_ASPECTS)))
    yaml = YAML()
    yaml.Representer = _EmptyIsNothing
    yaml.width = 110
    with path.open("x", encoding="utf-8") as file:
        yaml.dump(document, file)


def read(path: Path, root: Path) -> list[Label]:
    """Return the entries of a file that have a topic.

    Raises:
        bot.yamlfile.DataError: an entry is wrong; names file and line.
    """
    known = {*load_topics(root).ids, *OTHER_KINDS}
    document = yamlfile.read(path)
    problems, labelled = [], []
    for number, label in enumerate(yamlfile.load(path, _LabelFile).messages):
        if label.topic is None:
            continue
        where = f"{path}:{yamlfile.line_of(document, ('messages', number, 'text'))}"
        if label.topic not in known:
            problems.append(
                f"{where}: there is no topic {label.topic!r}; write one of {', '.join(sorted(known))}"
            )
        if label.urgency is None:
            problems.append(f"{where}: has a topic but no urgency; write one of {', '.join(Urgency)}")
        if label.aspect not in (None, *_ASPECTS):
            problems.append(f"{where}: {label.aspect!r} is no aspect; write one of {', '.join(_ASPECTS)}")
        labelled.append(label)
    if problems:
        raise yamlfile.DataError("\n".join(problems))
    return labelled
