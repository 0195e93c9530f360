"""No change lets the bot understand much less than it did: floors a little below what `bot evaluate` measures."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.engine import Engine
from bot.evaluation.answers import Answer, answers
from bot.evaluation.figures import figures
from bot.evaluation.labelled import HELD_OUT, load_labelled
from bot.responses import load_responses
from bot.settings import Settings
from bot.topics import load_topics

ROOT = Path(__file__).parents[2]
FLOORS = {
    "topics_held_out": {
        "article topics right": 96.0,
        "article topics not taken for out of scope": 99.0,
        "other kinds right": 90.0,
        "out of scope caught": 90.0,
    },
    "questions_held_out": {"article topics right or offered": 75.0},
    "asides_held_out": {"article topics right or offered": 86.0},
    "aspects_held_out": {"aspect right": 88.0},
    "conversations_held_out": {"article topics right or offered": 85.0},
}


@pytest.fixture(scope="module")
def answered(engine: Engine, settings: Settings) -> dict[str, list[Answer]]:
    """What the bot makes of each held-out file."""

    async def ask(name: str) -> list[Answer]:
        # More patience than a patient has: a busy machine must not change what is understood.
        assistant = Assistant(engine, settings, load_responses(ROOT, settings), patience=300)
        messages = load_labelled(ROOT / HELD_OUT / f"{name}.jsonl", ROOT)
        return [answer async for answer in answers(assistant, messages)]

    return {name: asyncio.run(ask(name)) for name in FLOORS}


@pytest.mark.parametrize(("file", "title"), [(file, title) for file in FLOORS for title in FLOORS[file]])
def test_understanding_does_not_fall_below_its_floor(
    answered: dict[str, list[Answer]], file: str, title: str
) -> None:
    figure = next(one for one in figures(load_topics(ROOT).ids) if one.title == title)
    assert figure.count(answered[file]).percent >= FLOORS[file][title]
