"""`docs/safety-case.md`: its generated parts, whether they are stale, and writing them anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot import yamlfile
from bot.check.problem import Problem

DOCUMENT = Path("docs", "safety-case.md")

TOLERANCE = 3
"""By how many messages a documented count may differ from the counted one before the document is stale.

The same model gives the same counts. One that is trained on another processor has weights that differ in their last
digits, and a message that lies at the classifier's threshold may fall to the other side: a message or two, of some
three thousand. Whether the figures are good enough is not judged with tolerance: the floors are hard.
"""

_PART = re.compile(
    r"(?P<begin><!-- begin (?P<name>[a-z ]+): do not edit, bot check --safety --write -->\n)"
    r"(?P<text>.*?)"
    r"(?P<end><!-- end (?P=name) -->)",
    re.DOTALL,
)
_COUNT = re.compile(r"[0-9.]+ % \([0-9.]+–[0-9.]+\), (?P<right>[0-9]+)/(?P<n>[0-9]+)")


def stale(root: Path, parts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each of the generated `parts`, by name, that the document in `root` holds otherwise.

    Raises:
        bot.yamlfile.DataError: the document cannot be read, or lacks the markers of a part.
    """
    text = _read(root, parts)
    for part in _PART.finditer(text):
        if difference := _difference(part["text"], _between_markers(parts[part["name"]])):
            line = text.count("\n", 0, part.start("text")) + 1
            what = f"the {part['name']} are stale: {difference}; run `bot check --safety --write`"
            yield Problem(DOCUMENT.as_posix(), line, what)


def write(root: Path, parts: Mapping[str, str]) -> None:
    """Put the generated `parts`, by name, between their markers in the document in `root`.

    Raises:
        bot.yamlfile.DataError: the document cannot be read, or lacks the markers of a part.
    """
    text = _PART.sub(
        lambda part: part["begin"] + _between_markers(parts[part["name"]]) + part["end"], _read(root, parts)
    )
    (root / DOCUMENT).write_text(text, encoding="utf-8")


def _between_markers(part: str) -> str:
    return f"\n{part}\n"


def _read(root: Path, parts: Mapping[str, str]) -> str:
    try:
        text = (root / DOCUMENT).read_text(encoding="utf-8")
    except OSError as error:
        raise yamlfile.DataError(
            f"{DOCUMENT}: cannot be read ({error.strerror}); put the file back"
        ) from None
    found = sorted(part["name"] for part in _PART.finditer(text))
    if found != sorted(parts):
        wanted = ", ".join(parts)
        raise yamlfile.DataError(
            f"{DOCUMENT}: has the markers of {', '.join(found) or 'nothing'}; put those of each of {wanted} back, once"
        )
    return text


def _difference(documented: str, counted: str) -> str | None:
    """Say how two texts differ, in more than counts that are within the tolerance; None where they do not."""
    if _without_right(documented) != _without_right(counted):
        return "they are of other data"
    pairs = zip(_COUNT.finditer(documented), _COUNT.finditer(counted), strict=True)
    for old, new in pairs:
        if abs(int(old["right"]) - int(new["right"])) > TOLERANCE:
            return f"{old['right']} of {old['n']} is now {new['right']} of {new['n']}"
    return None


def _without_right(text: str) -> str:
    return _COUNT.sub(lambda count: f"? of {count['n']}", text)
