"""Runs `rasa data validate --fail-on-warnings`, and reports what it finds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.check.coverage import OTHER_REPLIES
from bot.check.problem import Problem
from bot.check.variations import PREFIX

_ARGUMENTS = (
    *("data", "validate", "--fail-on-warnings"),
    *("--domain", "domain.yml", "--data", "data", "--config", "config.yml"),
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(
    r"(?:[/\\]rasa[/\\]\S+: (?:User|Future)Warning:| (?:WARNING|ERROR|CRITICAL) +rasa\S* +-) (.+)"
)
_REFUSAL = re.compile(r"\w*(?:Exception|Error): .+")
_REFUSAL_LINES = 4
_UNUSED = re.compile(r"The utterance '(\w+)' is not used in any story or rule")
_FILE = re.compile(r"(?:data/\w+|domain|config)\.yml")
_LINE = re.compile(r"\.yml:(\d+)|\bline (\d+)")


def check(root: Path, timeout: float = 900.0) -> Iterator[Problem]:
    """Yield what Rasa finds in the data files in `root`, in at most `timeout` seconds.

    It takes about half a minute, because Rasa loads TensorFlow for it.
    """
    command = [sys.executable, "-m", "rasa", *_ARGUMENTS]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    try:
        run = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        yield Problem("domain.yml", 1, f"rasa data validate took more than {timeout:.0f} s; run it by hand")
        return
    found = list(findings(_COLOUR.sub("", run.stdout + run.stderr)))
    yield from found
    if run.returncode != 0 and not found:
        message = f"rasa data validate failed with exit status {run.returncode}; run it by hand to see why"
        yield Problem("domain.yml", 1, message)


def findings(output: str) -> Iterator[Problem]:
    """Yield what Rasa warns of or refuses in its `output`, each once.

    Rasa warns of replies that no story names, and cannot know that the dialogue policy says some of them:
    those are left out.
    """
    for message in dict.fromkeys(_messages(output.splitlines())):
        unused = _UNUSED.search(message)
        if unused and unused[1].removeprefix(PREFIX) in OTHER_REPLIES:
            continue
        file, line = _FILE.search(message), _LINE.search(message)
        yield Problem(file[0] if file else "domain.yml", int(line[1] or line[2]) if line else 1, message)


def _messages(lines: Sequence[str]) -> Iterator[str]:
    for index, line in enumerate(lines):
        if warning := _WARNING.search(line):
            yield warning[1].strip()
        elif _REFUSAL.match(line):
            yield " ".join(" ".join(lines[index : index + _REFUSAL_LINES]).split())
