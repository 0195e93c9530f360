"""Runs `rasa data validate --fail-on-warnings`, and reports what it finds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.check.problem import Problem

_ARGUMENTS = (
    *("data", "validate", "--fail-on-warnings"),
    *("--domain", "domain.yml", "--data", "data", "--config", "config.yml"),
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_FINDING = re.compile(r"(?:UserWarning|FutureWarning): |\b(?:ERROR|WARNING|CRITICAL)\b|Exception: |Error: ")
_FILE = re.compile(r"(?:data/\S+?|domain|config)\.yml")


def check(root: Path, timeout: float = 900.0) -> Iterator[Problem]:
    """Yield what Rasa finds in the data files in `root`, in at most `timeout` seconds.

    It takes about a minute, because Rasa loads TensorFlow for it. Where Rasa is content, whatever it prints
    on the way, nothing is yielded.
    """
    command = [sys.executable, "-m", "rasa", *_ARGUMENTS]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "default"}
    try:
        run = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        yield Problem("domain.yml", 1, f"rasa data validate took more than {timeout:.0f} s; run it by hand")
        return
    if run.returncode == 0:
        return
    output = _COLOUR.sub("", run.stdout + run.stderr).splitlines()
    findings = list(dict.fromkeys(line.strip() for line in output if _FINDING.search(line)))
    unexplained = f"rasa data validate failed with exit status {run.returncode}; run it by hand"
    for finding in findings or [unexplained]:
        named = _FILE.search(finding)
        yield Problem(named.group() if named else "domain.yml", 1, finding)
