"""`bot ask`: answer one message, or a stream of JSON lines."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from bot.assistant import Assistant
from bot.engine import Engine
from bot.replies import Reply
from bot.service import running
from bot.shell.plain import plain_rows
from bot.shell.understood import why

logger = logging.getLogger(__name__)

_SECONDS_TO_FORGET = 5


async def one(root: Path, text: str, out: TextIO, *, explain: bool = False) -> None:
    """Answer `text` and print the reply as a patient would read it; with `explain`, why it has its urgency too."""
    async with running(root) as service:
        reply = await service.assistant.reply(uuid.uuid4().hex, text)
    for message in reply.messages:
        print(message.text, file=out)
        for button in message.buttons:
            print(f"  - {button}", file=out)
    if explain:
        print("\nWhy", file=out)
        for row in plain_rows(why(reply)):
            print(row, file=out)


async def lines(root: Path, source: Iterable[str], out: TextIO, *, explain: bool = False) -> None:
    """Answer each JSON line of `source` with one line, in order, as soon as it is read; with `explain`, say why."""
    async with running(root) as service:
        for line in source:
            if line.strip():
                try:
                    answer = await _line(service.assistant, service.engine, line, explain)
                except Exception as error:
                    # One line must not end the stream; the error's text may hold the patient's words.
                    answer = {"id": None, "error": f"could not be answered: {type(error).__name__}"}
                print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)


async def _line(assistant: Assistant, engine: Engine, line: str, explain: bool) -> dict[str, Any]:
    identifier: Any = None
    try:
        request = json.loads(line)
        if not isinstance(request, dict):
            return {"id": None, "error": 'write an object such as {"id": "1", "text": "…"}'}
        identifier = request.get("id")
        turns = _turns(request)
    except (ValueError, RecursionError) as error:
        return {"id": identifier, "error": str(error)}
    sender = uuid.uuid4().hex
    replies = [_shown(await assistant.reply(sender, turn), explain) for turn in turns]
    await _forget(engine, sender)
    if "turns" in request:
        return {"id": identifier, "turns": replies}
    return {"id": identifier, **replies[0]}


def _shown(reply: Reply, explain: bool) -> dict[str, Any]:
    return {**reply.as_dict(), "explain": reply.explained()} if explain else reply.as_dict()


async def _forget(engine: Engine, sender: str) -> None:
    """Delete the line's conversation; where that fails or stalls, the line has its answer all the same."""
    try:
        await asyncio.wait_for(engine.forget(sender), _SECONDS_TO_FORGET)
    except Exception as error:
        logger.error("A conversation could not be deleted: %s", type(error).__name__)


def _turns(request: dict[str, Any]) -> list[str]:
    """Return the messages of a request.

    Raises:
        ValueError: it has no text and no turns, or they are no text.
    """
    if isinstance(request.get("text"), str) and "turns" not in request:
        return [request["text"]]
    turns = request.get("turns")
    if (
        isinstance(turns, list)
        and turns
        and all(isinstance(turn, str) for turn in turns)
        and "text" not in request
    ):
        return turns
    raise ValueError('give either "text" (a string) or "turns" (a list of strings)')
