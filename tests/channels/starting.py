"""The assistant before its model is loaded: it hears alarms by the rules, and says of the rest that it is starting."""

from __future__ import annotations

from pathlib import Path

from bot.assistant import Assistant
from bot.engine import Engine
from bot.responses import load_responses
from bot.settings import load_settings

ROOT = Path(__file__).parents[2]
STARTING = "I am just starting"


def starting_assistant() -> Assistant:
    settings = load_settings(ROOT, environment={})
    return Assistant(Engine(ROOT), settings, load_responses(ROOT, settings))
