"""Rasa's default pipeline (DIET and FallbackClassifier) beside the bot's own, trained on the same messages.

Run as a module, it reads messages with a model: `python -m bot.evaluation.pipelines MODEL`, a JSON list of texts on
standard input. It is a process of its own because Rasa's pipeline needs the TensorFlow that the bot leaves out.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot import yamlfile
from bot.check.examples import NLU
from bot.evaluation.answers import Answer
from bot.understanding import UNSURE, ranking_in

RASAS_DEFAULT = Path(__file__).with_name("rasa_default.yml")

_TRAIN = ("-m", "rasa", "train", "nlu", "--fixed-model-name", "compared")
_OPTIONS = 3
_SEED = 11
_CACHE = "RASA_CACHE_DIRECTORY"

Column = tuple[str, list[Answer]]
"""A pipeline's name and what it makes of each message."""


class RasaFailedError(RuntimeError):
    """Rasa could not train a pipeline or read the messages."""


def compared(root: Path, answers: Sequence[Answer], *, epochs: int, examples: int = 0) -> Iterator[Column]:
    """Train Rasa's default pipeline on `data/nlu.yml` and yield what it makes of the same messages.

    With `examples`, train it on so many, drawn by chance and the same each time; the pipeline of `config.yml` is then
    trained on the same ones, and comes first.

    Raises:
        bot.yamlfile.DataError: the training data cannot be read.
        RasaFailedError: Rasa failed; the message has the end of what it printed.
    """
    with tempfile.TemporaryDirectory() as folder:
        nlu, on = root / NLU, ""
        if examples:
            nlu, on = Path(folder, "nlu.yml"), f"{examples:,} examples"
            _write(nlu, _sample(yamlfile.read(root / NLU), examples))
            yield f"this pipeline, {on}", _answers(root, answers, root / "config.yml", nlu)
        config = Path(folder, "config.yml")
        _write(config, _rasas_default(epochs))
        trained = ", ".join(filter(None, (on, f"{epochs} epoch{'s'[: epochs > 1]}")))
        yield f"Rasa's default, {trained}", _answers(root, answers, config, nlu)


def _answers(root: Path, answers: Sequence[Answer], config: Path, nlu: Path) -> list[Answer]:
    with tempfile.TemporaryDirectory() as out:
        _run(root, [*_TRAIN, "--config", str(config.resolve()), "--nlu", str(nlu.resolve()), "--out", out])
        texts = json.dumps([answer.text for answer in answers])
        read = _run(root, ["-m", "bot.evaluation.pipelines", str(Path(out, "compared.tar.gz"))], texts)
    return [_as_read(answer, parse) for answer, parse in zip(answers, json.loads(read), strict=True)]


def _rasas_default(epochs: int) -> dict[str, Any]:
    config: dict[str, Any] = yamlfile.read(RASAS_DEFAULT)
    for component in config["pipeline"]:
        if "epochs" in component:
            component["epochs"] = epochs
    return config


def _sample(data: dict[str, Any], most: int) -> dict[str, Any]:
    """Return Rasa's training data with at most so many of its examples."""
    lines = [
        (block, line)
        for block, content in enumerate(data["nlu"])
        for line in str(content.get("examples", "")).splitlines()
    ]
    chosen = random.Random(_SEED).sample(lines, min(most, len(lines)))
    kept: dict[int, list[str]] = {}
    for block, line in chosen:
        kept.setdefault(block, []).append(line)
    blocks = [{**data["nlu"][block], "examples": "\n".join(kept[block])} for block in sorted(kept)]
    return {"version": data["version"], "nlu": blocks}


def _write(path: Path, content: dict[str, Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(content, file)


def _run(root: Path, arguments: list[str], given: str = "") -> str:
    with tempfile.TemporaryDirectory() as cache:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=root,
            env={**os.environ, _CACHE: cache},  # the project's own is for its own training
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RasaFailedError(f"Rasa failed ({done.returncode}):\n{done.stderr[-2000:]}")
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def _as_read(answer: Answer, parse: dict[str, Any]) -> Answer:
    ranking = ranking_in(parse)
    unsure = parse["intent"]["name"] == UNSURE
    return replace(
        answer,
        topic=None if unsure else parse["intent"]["name"],
        options=tuple(topic for topic, _ in ranking[:_OPTIONS]) if unsure else (),
        expected=replace(answer.expected, aspect=None),  # Rasa's pipeline does not read aspects
        ranking=ranking,
    )


async def _parses(model: str, texts: Sequence[str]) -> list[dict[str, Any]]:
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    return [
        {key: parse[key] for key in ("intent", "intent_ranking")}
        for parse in [await agent.parse_message(text) for text in texts]
    ]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_parses(sys.argv[1], json.load(sys.stdin)))))
