"""When a model is trained, and when not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import training


@pytest.fixture
def copy(trained_project: Path, tmp_path: Path) -> Path:
    """A copy of the project with its trained model."""
    for name in ("config.yml", "domain.yml"):
        shutil.copy(trained_project / name, tmp_path)
    shutil.copytree(trained_project / "data", tmp_path / "data")
    (tmp_path / "models").symlink_to(trained_project / "models")
    return tmp_path


def test_a_model_of_unchanged_data_is_up_to_date(copy: Path) -> None:
    assert training.up_to_date(copy) is not None


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "data/nlu.yml", "data/rules.yml"])
def test_a_changed_file_makes_the_model_out_of_date(copy: Path, name: str) -> None:
    path = copy / name
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert training.up_to_date(copy) is None


def test_training_again_says_that_nothing_is_to_do(trained_project: Path) -> None:
    command = [sys.executable, "-m", "bot", "train"]
    run = subprocess.run(
        command, cwd=trained_project, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0
    assert "up to date" in run.stdout


def test_data_that_cannot_be_trained_on_are_refused_with_what_to_do(copy: Path) -> None:
    (copy / "config.yml").write_text("recipe: default.v1\npipeline:\n  - name: bot.nlu.nowhere.Nothing\n")
    command = [sys.executable, "-m", "bot", "train", "--project", str(copy)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 1
    assert "bot check" in run.stderr
