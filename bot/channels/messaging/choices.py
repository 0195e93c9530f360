"""Buttons where a platform has none: a numbered list, and what a typed number or word means."""

from __future__ import annotations

from collections.abc import Sequence

from bot.choosing import picked, plain


def numbered(choices: Sequence[str]) -> str:
    """Return the choices as lines, each with its number."""
    return "\n".join(f"{number}. {choice}" for number, choice in enumerate(choices, 1))


def chosen(text: str, choices: Sequence[str]) -> str:
    """Return the choice that `text` names by its place or its words; `text` itself where it names none."""
    typed = plain(text)
    for choice in choices:
        if typed == plain(choice):
            return choice
    place = picked(text, len(choices))
    return text if place is None else choices[place]
