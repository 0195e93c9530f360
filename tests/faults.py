"""Ways of failing below the assistant: each is made here, and used by the tests on what happens then."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from actions.forget import ActionForget
from bot.engine import Engine
from bot.nlg import ClinicResponses
from bot.nlu.topic import TopicClassifier
from bot.nlu.urgency import UrgencyClassifier
from bot.open_alarm import OpenAlarm
from bot.policies import DialoguePolicy
from bot.replies import Message
from bot.store import ConversationStore

WORD = "kneecap"
"""A patient's word, in every message of these tests and in every error's text: no log may hold it."""

PARTS: dict[str, tuple[type, str]] = {
    "NLU": (UrgencyClassifier, "process"),
    "the topic's classifier": (TopicClassifier, "process"),
    "the policy": (DialoguePolicy, "predict_action_probabilities"),
    "the response generator": (ClinicResponses, "generate"),
    "the action": (ActionForget, "run"),
    "the store, reading": (ConversationStore, "retrieve"),
    "the store, writing": (ConversationStore, "save"),
    "the database": (ConversationStore, "session_scope"),
}

Fault = Callable[[Engine, Path], AbstractContextManager[None]]
"""Makes the fault in an engine that keeps its conversations in the file at the path, and takes it away again."""


class Failing:
    """An engine whose part `parse` or `answer` fails."""

    def __init__(self, engine: Engine, *, part: str, how: str) -> None:
        self._engine = engine
        self._part = part
        self._how = how

    async def _fail(self, part: str) -> None:
        if part == self._part and self._how == "raises":
            raise RuntimeError(f"no words of the patient may be in the log: {WORD}")
        if part == self._part and self._how == "stalls":
            await asyncio.Event().wait()

    async def parse(self, text: str) -> dict[str, Any]:
        await self._fail("parse")
        return await self._engine.parse(text)

    async def answer(self, sender: str, text: str, parse: dict[str, Any], channel: str) -> list[Message]:
        await self._fail("answer")
        if self._part == "answer" and self._how == "says nothing":
            return []
        if self._part == "answer" and self._how == "says something else":
            return [Message("Everything is fine.")]
        return await self._engine.answer(sender, text, parse, channel)

    async def note_alarm(self, sender: str, alarm: OpenAlarm) -> OpenAlarm:
        return await self._engine.note_alarm(sender, alarm)


class Stall:
    """Holds up the thread that comes by, for as long as the test wants."""

    def __init__(self) -> None:
        self._reached = threading.Event()
        self._over = threading.Event()

    def hold_up(self) -> None:
        self._reached.set()
        assert self._over.wait(timeout=120), "a test must end its stall"

    def end(self) -> None:
        self._over.set()

    @property
    def is_going_on(self) -> bool:
        return self._reached.is_set() and not self._over.is_set()


@contextmanager
def _in_place_of(engine: Engine, part: str, stand_in: Callable[[Callable[..., Any]], Callable[..., Any]]):
    """Put `stand_in`, which is given the part, in its place."""
    owner, name = PARTS[part]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, stand_in(getattr(owner, name)))
        actions = engine._agent.action_endpoint._executor.actions
        if owner is ActionForget:
            patch.setitem(actions, "action_forget", stand_in(actions["action_forget"]))
        for node in engine._agent.processor.graph_runner._instantiated_nodes.values():
            if (
                node._component_class is owner
            ):  # a graph holds on to the function that it found when it was loaded
                patch.setattr(node, "_fn", stand_in(node._fn))
        yield


@contextmanager
def raising(engine: Engine, part: str, error: Exception):
    """Have a part of the real engine raise."""

    def fail(*_: Any, **__: Any) -> None:
        raise error

    with _in_place_of(engine, part, lambda _: fail):
        yield


@contextmanager
def stalling(engine: Engine, part: str, error: Exception | None = None):
    """Have a part of the real engine stall, and after the stall go on, or raise `error`."""
    stall = Stall()

    def held_up(real: Callable[..., Any]) -> Callable[..., Any]:
        def hold_up(*arguments: Any, **named: Any) -> Any:
            stall.hold_up()
            if error:
                raise error
            return real(*arguments, **named)

        return hold_up

    with _in_place_of(engine, part, held_up):
        try:
            yield stall
        finally:
            stall.end()


def _raising(part: str, error: type[Exception]) -> Fault:
    return lambda engine, _: raising(engine, part, error(f"it said {WORD}"))


@contextmanager
def _deleted(_: Engine, database: Path):
    for file in database.parent.glob(database.name + "*"):
        file.unlink()
    yield


def _with_pragma(pragma: str) -> Fault:
    @contextmanager
    def fault(engine: Engine, _: Path):
        def set_it(connection: Any, _: Any) -> None:
            connection.execute(f"PRAGMA {pragma}")

        sa.event.listen(engine._store.engine, "connect", set_it)
        yield
        sa.event.remove(engine._store.engine, "connect", set_it)

    return fault


_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def _locked(_: Engine, database: Path):
    command = [sys.executable, "-c", _LOCK, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "locked\n"
        yield
        other.communicate("")


FAULTS: dict[str, Fault] = {
    **{f"{part} raises": _raising(part, RuntimeError) for part in PARTS},
    "NLU has no memory left": _raising("NLU", MemoryError),
    "the policy goes round in circles": _raising("the policy", RecursionError),
    "the database's file is deleted": _deleted,
    "the database is read-only": _with_pragma("query_only = ON"),
    "the disk is full": _with_pragma("max_page_count = 1"),
    "the database is locked by another process": _locked,
}
