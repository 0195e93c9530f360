"""A small project of its own: a few labelled messages, the shipped floors and hazards, a document with markers."""

from __future__ import annotations

from pathlib import Path

import pytest
from labelled import ALARMS, CONVERSATIONS, DOCUMENT, MESSAGES, VOICES, jsonl

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with labelled messages of its own; the rest of it is the shipped one's."""
    for name in ("bot", "clinic.yml", "config.yml", "data", "domain.yml", "models", "requirements"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "tests" / "safety").mkdir(parents=True)
    for folder in ("tests", "tests/safety"):
        for path in (ROOT / folder).iterdir():
            if path.suffix != ".yml" and path.name != "safety":
                (tmp_path / folder / path.name).symlink_to(path)
    (tmp_path / "tests/safety/alarms.yml").write_text(ALARMS, encoding="utf-8")
    (tmp_path / "tests/safety/voices.yml").write_text(VOICES, encoding="utf-8")
    (tmp_path / "evaluation").mkdir()
    (tmp_path / "evaluation/conversations.jsonl").write_text(jsonl(CONVERSATIONS), encoding="utf-8")
    (tmp_path / "evaluation/messages.jsonl").write_text(jsonl(MESSAGES), encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/safety-case.md").write_text(DOCUMENT, encoding="utf-8")
    return tmp_path
