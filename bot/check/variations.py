"""The replies of `domain.yml` as the checks see them: one variation each, with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot import yamlfile

DOMAIN = Path("domain.yml")
PREFIX = "utter_"

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Variation:
    """One wording of a reply.

    `aspect` is None for the general answer, `sources` is None where the key is missing; `lines` are the raw
    lines of the file from this variation to the next, the first of which is line `line` of the file.
    """

    response: str
    aspect: str | None
    text: str
    sources: tuple[str, ...] | None
    buttons: tuple[tuple[str, str], ...]
    conditions: int
    lines: tuple[str, ...]
    line: int

    @property
    def topic(self) -> str:
        """The response's name without `utter_`."""
        return self.response.removeprefix(PREFIX)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names that stand in braces in the text."""
        return tuple(_PLACEHOLDER.findall(self.text))

    @property
    def words(self) -> str:
        """The text with "it" for each placeholder, so that neither braces nor names are judged."""
        return _PLACEHOLDER.sub("it", self.text)

    def line_holding(self, fragment: str) -> int:
        """Return the line of the file that holds `fragment`, or that of the variation where none does."""
        wanted = fragment.casefold()
        for offset, text in enumerate(self.lines):
            if wanted in text.casefold():
                return self.line + offset
        return self.line


def load_domain(root: Path) -> tuple[Any, list[Variation]]:
    """Read `domain.yml` in `root`: the document, which knows its lines, and all its replies in order.

    Raises:
        bot.yamlfile.DataError: the file is not YAML, or a reply does not have the form of a Rasa response.
    """
    path = root / DOMAIN
    document = yamlfile.read(path)
    raw = path.read_text(encoding="utf-8").splitlines()
    found = list(_items(path, document))
    starts = sorted({line for _, _, line in found} | set(_names_lines(document)) | {len(raw) + 1})
    following = dict(pairwise(starts))
    return document, [
        _variation(path, name, item, line, tuple(raw[line - 1 : following[line] - 1]))
        for name, item, line in found
    ]


def _items(path: Path, document: Any) -> Iterator[tuple[str, Any, int]]:
    responses = document.get("responses") if isinstance(document, dict) else None
    if not isinstance(responses, dict):
        raise yamlfile.DataError(f"{path}:1: has no `responses`; write each reply under `responses:`")
    for name, items in responses.items():
        line = yamlfile.line_of(document, ("responses", name))
        if not isinstance(items, list) or not items:
            raise yamlfile.DataError(f"{path}:{line}: {name} has no reply; write `- text: …` under it")
        for index, item in enumerate(items):
            yield name, item, yamlfile.line_of(document, ("responses", name, index))


def _names_lines(document: Any) -> Iterator[int]:
    for name in document["responses"]:
        yield yamlfile.line_of(document, ("responses", name))


def _variation(path: Path, name: str, item: Any, line: int, lines: tuple[str, ...]) -> Variation:
    text = item.get("text") if isinstance(item, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise yamlfile.DataError(f"{path}:{line}: a reply of {name} has no text; write `text: …`")
    conditions = item.get("condition") or []
    aspects = [str(c.get("value")) for c in conditions if c.get("name") == "aspect"]
    sources = (item.get("metadata") or {}).get("sources")
    return Variation(
        response=name,
        aspect=aspects[0] if aspects else None,
        text=" ".join(text.split()),
        sources=tuple(str(source) for source in sources) if isinstance(sources, list) else None,
        buttons=tuple((str(b.get("title")), str(b.get("payload"))) for b in item.get("buttons") or []),
        conditions=len(conditions),
        lines=lines,
        line=line,
    )
