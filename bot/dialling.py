"""Telephone numbers as a telephone dials them."""

from __future__ import annotations

import re


def dialled(number: str) -> str:
    """Return the digits to dial; the zero of "+44 (0)20" is for calls inside the country alone."""
    return re.sub(r"[^+0-9]", "", re.sub(r"^(\s*\+[0-9\s]+)\(0\)", r"\1", number))
