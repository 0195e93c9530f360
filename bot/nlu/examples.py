"""The training examples as a classifier remembers them: a message that equals one has its label."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

_FILE = "examples.json"
_NO_WORD = re.compile(r"[^\w]+")


class Examples:
    """Labels by text, whatever its capitals and punctuation."""

    def __init__(self, labels: dict[str, str]) -> None:
        self._labels = labels

    @classmethod
    def of(cls, texts: Iterable[str], labels: Iterable[str]) -> Examples:
        """Remember the label of each text."""
        return cls({_plain(text): label for text, label in zip(texts, labels, strict=True)})

    def label(self, text: str) -> str | None:
        """Return the label of the example that `text` equals, `None` where it equals none."""
        return self._labels.get(_plain(text))

    def save(self, directory: Path) -> None:
        """Write the examples into `directory`."""
        (directory / _FILE).write_text(json.dumps(self._labels), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> Examples:
        """Read the examples from `directory`."""
        return cls(json.loads((directory / _FILE).read_text(encoding="utf-8")))


def _plain(text: str) -> str:
    """Return the words alone, in lower case; the text itself where it has none."""
    return _NO_WORD.sub(" ", text.lower()).strip() or text
