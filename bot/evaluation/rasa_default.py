"""Rasa's default pipeline (DIET and FallbackClassifier) on the same training data, to compare with.

Run as a module, it reads messages from a model: `python -m bot.evaluation.rasa_default MODEL`, a JSON list of texts on
standard input. It is a process of its own because it needs the TensorFlow that the bot leaves out.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.check.examples import NLU
from bot.evaluation.answers import Answer

PIPELINE = Path(__file__).with_name("rasa_default.yml")

_TRAIN = ("-m", "rasa", "train", "nlu", "--fixed-model-name", "rasa_default")
_UNSURE = "nlu_fallback"
_OPTIONS = 3


class RasaFailedError(RuntimeError):
    """Rasa could not train its pipeline or read the messages."""


def answers_of_rasa(root: Path, answers: Sequence[Answer], epochs: int) -> list[Answer]:
    """Train Rasa's default pipeline on `data/nlu.yml` and return what it makes of the same messages.

    Raises:
        RasaFailedError: it failed; the message has the end of what Rasa printed.
    """
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config.yml")
        _write_config(config, epochs)
        trained = Path(folder, "rasa_default.tar.gz")
        data = str((root / NLU).resolve())
        _run([*_TRAIN, "--config", str(config), "--nlu", data, "--out", folder])
        texts = json.dumps([answer.text for answer in answers])
        read = _run(["-m", "bot.evaluation.rasa_default", str(trained)], texts)
    return [_as_read(answer, parse) for answer, parse in zip(answers, json.loads(read), strict=True)]


def _write_config(path: Path, epochs: int) -> None:
    yaml = YAML(typ="safe")
    config = yaml.load(PIPELINE.read_text(encoding="utf-8"))
    for component in config["pipeline"]:
        if "epochs" in component:
            component["epochs"] = epochs
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(config, file)


def _run(arguments: list[str], given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, *arguments], input=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RasaFailedError(f"Rasa failed ({done.returncode}):\n{done.stderr[-2000:]}")
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def _as_read(answer: Answer, parse: dict[str, Any]) -> Answer:
    ranking = tuple(
        (entry["name"], entry["confidence"]) for entry in parse["intent_ranking"] if entry["name"] != _UNSURE
    )
    unsure = parse["intent"]["name"] == _UNSURE
    return replace(
        answer,
        topic=None if unsure else parse["intent"]["name"],
        options=tuple(topic for topic, _ in ranking[:_OPTIONS]) if unsure else (),
        expected=replace(answer.expected, aspect=None),  # it does not read aspects
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
