"""Adds labelled messages to `data/nlu.yml`, each in the group with its labels, and touches nothing else there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import yamlfile
from bot.check.examples import NLU, Example, examples, plain
from bot.curation.labels import Label

_INDENT = "    - "


@dataclass(frozen=True)
class Learned:
    """How many messages were added, and how many were there already."""

    added: int
    known: int


def learn(root: Path, labels: Sequence[Label]) -> Learned:
    """Add the messages; one that stands there already with the same labels is left out.

    A label that names no aspect is the same as one with whatever aspect.

    Raises:
        bot.yamlfile.DataError: a message stands there with other labels, or cannot be written as an example; nothing is
            added then.
    """
    path = root / NLU
    document = yamlfile.read(path)
    seen = {plain(example.text): example for example in examples(document)}
    new: dict[tuple[str, str, str | None], list[str]] = defaultdict(list)
    problems, known = [], 0
    for label in labels:
        assert label.topic is not None, "only labelled entries are learned"
        assert label.urgency is not None, "only labelled entries are learned"
        text = " ".join(label.text.split())
        if not plain(text) or text[0] == "/" or "](" in text or "]{" in text:
            problems.append(
                f"{text!r} cannot be an example: it has no words, or marks that Rasa reads as its own"
            )
            continue
        here = Example(0, text, label.topic, label.urgency.value, label.aspect)
        there = seen.setdefault(plain(text), here)
        if _differ(here, there):
            where = f"{NLU.as_posix()}:{there.line}" if there.line else "the same file"
            problems.append(f"{text!r} is {_labels(there)} in {where}, and {_labels(here)} here; keep one")
        elif there.line:
            known += 1
        elif text not in new[label.topic, label.urgency.value, label.aspect]:
            new[label.topic, label.urgency.value, label.aspect].append(text)
    if problems:
        raise yamlfile.DataError("\n".join(problems))
    _write(path, document, new)
    return Learned(sum(map(len, new.values())), known)


def _differ(here: Example, there: Example) -> bool:
    return here.label != there.label or (here.aspect is not None and here.aspect != there.aspect)


def _labels(example: Example) -> str:
    return f"{example.label}, aspect {example.aspect or 'not said'}"


def _write(path: Path, document: Any, new: Mapping[tuple[str, str, str | None], Sequence[str]]) -> None:
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    ends = _ends(document)
    rest = []
    inserts: list[tuple[int, list[str]]] = []
    for labels, texts in new.items():
        rows = [_INDENT + text for text in texts]
        if labels in ends:
            inserts.append((ends[labels], rows))
        elif rows:
            rest += [*_heading(*labels), *rows]
    for end, rows in sorted(inserts, reverse=True):
        lines[end:end] = rows
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_text("\n".join([*lines, *rest]) + "\n", encoding="utf-8")
    unfinished.replace(path)


def _ends(document: Any) -> dict[tuple[str, str, str | None], int]:
    """Return the number of the last line of each group of examples, by its labels."""
    ends = {}
    for index, group in enumerate(document["nlu"]):
        if "intent" not in group:
            continue
        metadata = group.get("metadata") or {}
        labels = (str(group["intent"]), str(metadata.get("urgency")), metadata.get("aspect"))
        first = yamlfile.line_of(document, ("nlu", index, "examples"))
        ends[labels] = first + len(str(group["examples"]).rstrip("\n").split("\n"))
    return ends


def _heading(topic: str, urgency: str, aspect: str | None) -> list[str]:
    labels = f"urgency: {urgency}" + (f", aspect: {aspect}" if aspect else "")
    return [f"- intent: {topic}", f"  metadata: {{{labels}}}", "  examples: |"]
