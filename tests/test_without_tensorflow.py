"""`bot` never imports TensorFlow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import asyncio, sys
from pathlib import Path
from bot.logs import configure_logging
from bot.service import running

async def main():
    async with running(Path()) as service:
        await service.assistant.reply("anna", "does it hurt?")

configure_logging()
asyncio.run(main())
import bot.server, bot.training, rasa.model_training
print(*(getattr(module, "__file__", None) for name, module in sys.modules.items()
        if name.split(".")[0] in ("tensorflow", "keras") and getattr(module, "__file__", None)))
"""


def run(project: Path, script: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-c", script]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=False)


def test_answering_serving_and_training_load_no_file_of_tensorflow(trained_project: Path) -> None:
    done = run(trained_project, SCRIPT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_help_loads_neither_tensorflow_nor_rasa(trained_project: Path) -> None:
    script = "import sys, bot.cli; print('rasa' in sys.modules, 'tensorflow' in sys.modules)"
    assert run(trained_project, script).stdout.split() == ["False", "False"]


def test_a_component_that_needs_tensorflow_is_refused_plainly(trained_project: Path) -> None:
    script = (
        "from bot.without_tensorflow import leave_out_tensorflow as leave_out; leave_out()\n"
        "import tensorflow as tf\n"
        "class Layer(tf.keras.layers.Layer): pass\n"
        "Layer()\n"
    )
    assert "Remove that component" in run(trained_project, script).stderr
