"""A copy of the project's curated data to break, and what the checks then say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.check import Problem, run

ROOT = Path(__file__).parents[2]
CURATED = ("domain.yml", "clinic.yml", "data/article.yml", "data/topics.yml")
EXAMPLES = """version: "3.1"
nlu:
- intent: smalltalk
  metadata: {urgency: none}
  examples: |
    - Hello there
    - thanks a lot
- intent: follow_up
  metadata: {urgency: none}
  examples: |
    - how long does that last
"""


class Project:
    """The project's own data in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def change(self, file: str, old: str, new: str, *, after: str = "") -> int:
        """Replace the first `old` that follows `after`; return the line on which it stood."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        start = text.index(old, text.index(after))
        path.write_text(text[:start] + new + text[start + len(old) :], encoding="utf-8")
        return text.count("\n", 0, start) + 1

    def problems(self) -> list[Problem]:
        """Return what the quick checks find."""
        return run(self.root, rasa=False, language=False)

    def problem(self) -> Problem:
        """Return the one problem that the checks find."""
        found = self.problems()
        assert len(found) == 1, "\n".join(map(str, found))
        return found[0]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "data").mkdir()
    for file in CURATED:
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "data/nlu.yml").write_text(EXAMPLES, encoding="utf-8")
    return Project(tmp_path)
