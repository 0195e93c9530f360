"""Checks that no message stands under two intents, or two urgencies, in `data/nlu.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot import yamlfile
from bot.check.problem import Problem

NLU = Path("data", "nlu.yml")

_NOISE = re.compile(r"[^\w\s]|_")


def check(root: Path) -> Iterator[Problem]:
    """Yield a problem for each message that is labelled twice in different ways, naming both lines.

    Messages that differ only in capitals, punctuation and spaces are one.

    Raises:
        bot.yamlfile.DataError: the file is not YAML.
    """
    seen: dict[str, tuple[int, str]] = {}
    for line, text, label in examples(yamlfile.read(root / NLU)):
        same = plain(text)
        if not same:
            continue
        first_line, first_label = seen.setdefault(same, (line, label))
        if first_label != label:
            yield Problem(
                str(NLU),
                line,
                f"{text!r} is {label} here and {first_label} in line {first_line}; keep one of the two",
            )


def plain(text: str) -> str:
    """Return the text without capitals, punctuation and doubled spaces, to tell whether two messages are one."""
    return " ".join(_NOISE.sub("", text.casefold()).split())


def examples(document: Any) -> Iterator[tuple[int, str, str]]:
    """Yield line, text and label (intent, urgency) of each example of `data/nlu.yml`, read by `bot.yamlfile`."""
    for index, group in enumerate(document["nlu"]):
        if "intent" not in group:
            continue
        first = yamlfile.line_of(document, ("nlu", index, "examples")) + 1
        urgency = (group.get("metadata") or {}).get("urgency")
        label = f"{group['intent']}, {urgency}" if urgency else str(group["intent"])
        for offset, text in enumerate(str(group["examples"]).splitlines()):
            yield first + offset, text.removeprefix("-").strip(), label
