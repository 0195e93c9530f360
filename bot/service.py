"""Putting together an assistant with its engine, for the commands that answer messages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.alarms.recorder import AlarmRecorder
from bot.alarms.store import AlarmStore
from bot.assistant import Assistant
from bot.engine import Engine
from bot.responses import load_responses
from bot.safety import after_alarm, assess, rules
from bot.settings import Settings, load_settings


@dataclass(frozen=True)
class Service:
    """An assistant, the engine below it, the clinic's settings and, where alarms are recorded, who does that."""

    assistant: Assistant
    engine: Engine
    settings: Settings
    alarms: AlarmRecorder | None = None


def put_together(root: Path, database: str = ":memory:", alarms: Path | None = None) -> Service:
    """Read and check the clinic's data and put an assistant together; its engine is yet to be started.

    `database` is the file of the conversations, `alarms` that of the alarms: `None` records them nowhere.

    Raises:
        bot.yamlfile.DataError: a data file is wrong.
    """
    settings = load_settings(root)
    # Each reads its rules on first use; reading them now shows a mistake in them before a patient does.
    rules()
    assess("")
    after_alarm("")
    responses = load_responses(root, settings)
    engine = Engine(root, database)
    recorder = AlarmRecorder(AlarmStore(alarms)) if alarms else None
    return Service(Assistant(engine, settings, responses, recorder=recorder), engine, settings, recorder)


@asynccontextmanager
async def running(root: Path, database: str = ":memory:") -> AsyncIterator[Service]:
    """Put an assistant together, start its engine and stop it at the end.

    Raises:
        bot.yamlfile.DataError: a data file is wrong.
        bot.engine.ModelNotReadyError: there is no model to load.
    """
    service = put_together(root, database)
    await service.engine.start()
    try:
        yield service
    finally:
        await service.engine.stop()
