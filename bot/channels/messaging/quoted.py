"""What a person wrote in a mail, without what the mail quotes; in doubt a line is theirs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

_LONGEST = 200_000
_MOST_BLANK_LINES = 20
_SOMEBODY_WROTE = re.compile(
    r"\s*(on|am|le|el|il)\b.{5,300}?\b(wrote|schrieb|écrit|escribió|scritto)\b[^:]{0,150}:\s*", re.IGNORECASE
)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_ADDRESS = re.compile(r"\S@\S")
_MARK = re.compile(r"\s*-{2,}\s*(original|forwarded) message\s*-{2,}\s*", re.IGNORECASE)
_RULE = re.compile(r"\s*_{10,}\s*")
_REPLY = re.compile(r"\s*(re|fwd?|aw|tr|sv|antw)\s*:", re.IGNORECASE)
# Outlook's head of a quote, in English, German, French, Spanish and Italian.
_HEAD = (
    re.compile(r"\s*\*?(from|von|de|da)\s*:\*?\s*\S", re.IGNORECASE),
    re.compile(r"\s*\*?(sent|date|gesendet|datum|envoyé|enviado(?: el)?|inviato)\s*:\*?\s*\S", re.IGNORECASE),
    re.compile(r"\s*\*?(to|an|à|para|a|cc|subject|betreff|objet|asunto|oggetto)\s*:\*?", re.IGNORECASE),
)


def written(subject: str, body: str) -> str:
    """Return what the person wrote: the subject, unless it is that of a reply, and the text without what it quotes.

    Where that leaves nothing, as of a mail that is one long quotation without marks, the lines without a mark stay.
    """
    lines = body[:_LONGEST].replace("\r\n", "\n").split("\n")
    said = _without_attributions(lines)
    text = (
        "\n".join(_unquoted(said)).strip() or "\n".join(line for line in said if not _is_quoted(line)).strip()
    )
    topic = "" if _REPLY.match(subject) else subject.strip()
    return "\n".join(part for part in (topic, text) if part)


def _unquoted(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for place, line in enumerate(lines):
        if _MARK.fullmatch(line) or line.rstrip(" ") == "--":
            break
        if _is_head(lines[place : place + 9]):
            while kept and (not kept[-1].strip() or _RULE.fullmatch(kept[-1])):
                kept.pop()
            break
        if not _is_quoted(line):
            kept.append(line)
    return kept


def _without_attributions(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    place = 0
    while place < len(lines):
        size = _attribution_at(lines, place)
        if size == 0:
            kept.append(lines[place])
        place += size or 1
    return kept


def _attribution_at(lines: Sequence[str], place: int) -> int:
    """Return how many lines from `place` on say who wrote what is quoted below them: none, one or two.

    A patient's sentence may begin and end like one ("On Monday I collapsed"); only a date or an address, with a quote
    or nothing below, makes it one.
    """
    one = lines[place]
    if _is_attribution(one):
        return 1 if _quote_follows(lines, place + 1) else 0
    two = lines[place : place + 2]
    if (
        len(two) == 2
        and two[1].strip()
        and _DATE.search(one)
        and not _is_attribution(two[1])
        and _is_attribution(" ".join(two))
    ):
        return 2 if _quote_follows(lines, place + 2) else 0
    return 0


def _is_attribution(text: str) -> bool:
    return bool(_SOMEBODY_WROTE.fullmatch(text) and (_DATE.search(text) or _ADDRESS.search(text)))


def _quote_follows(lines: Sequence[str], place: int) -> bool:
    following = itertools.islice(lines, place, place + _MOST_BLANK_LINES)
    return next((_is_quoted(line) for line in following if line.strip()), True)


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _is_head(lines: Sequence[str]) -> bool:
    if not lines[0].strip():
        return False
    first = [line for line in lines if line.strip()][: len(_HEAD)]
    return len(first) == len(_HEAD) and all(
        wanted.match(line) for wanted, line in zip(_HEAD, first, strict=True)
    )
