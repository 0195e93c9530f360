"""Whether words have the form of a question, with or without its mark."""

from __future__ import annotations

import re

ASKS = r"what|whats|what's|how|why|when|where|who|which|is|are|am|do|does|did|can|could|will|would|should|has|have"
_QUESTION = re.compile(rf"\s*(?:(?:and|also|but|so|plus|or|then)\b[\s,]*)*(?:{ASKS})\b", re.IGNORECASE)
_PART = re.compile(r"[.!;,\n]|\b(?:and|but|so)\b", re.IGNORECASE)


def asks(clause: str) -> bool:
    """Whether a clause has the form of a question."""
    return clause.rstrip().endswith("?") or _QUESTION.match(clause) is not None


def asks_anything(text: str) -> bool:
    """Whether a part of the text has the form of a question."""
    return "?" in text or any(asks(part) for part in _PART.split(text))
