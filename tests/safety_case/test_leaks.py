"""Held-out messages are held out."""

from __future__ import annotations

from pathlib import Path

from labelled import MESSAGES, jsonl

from bot.safety_case import leaks
from bot.safety_case.sets import EVALUATION, held_out_cases, load_cases

ROOT = Path(__file__).parents[2]


def found(project: Path, text: str) -> list[str]:
    """Return what is found where the second message of the held-out file says `text`."""
    lines = [MESSAGES[0], {**MESSAGES[1], "text": text}]
    (project / "evaluation/messages.jsonl").write_text(jsonl(lines), encoding="utf-8")
    return [str(problem) for problem in leaks.problems(project, load_cases(project))]


def test_no_held_out_message_of_ours_stands_elsewhere() -> None:
    files = sorted((ROOT / EVALUATION).glob("*.jsonl"))
    cases = [case for file in files for case in held_out_cases(file, ROOT)]
    assert [str(problem) for problem in leaks.problems(ROOT, cases)] == []


def test_the_messages_to_develop_with_stand_nowhere(project: Path) -> None:
    assert list(leaks.problems(project, load_cases(project))) == []


def test_a_training_example_is_named_with_both_lines(project: Path) -> None:
    example = "what exactly are STEM cells"
    lines = (ROOT / "data/nlu.yml").read_text(encoding="utf-8").splitlines()
    line = lines.index("    - What exactly are stem cells?") + 1
    assert found(project, example) == [
        f"evaluation/messages.jsonl:2: 2: stands in data/nlu.yml:{line} too; write another message"
    ]


def test_a_sentence_that_the_rules_are_tested_on_is_named(project: Path) -> None:
    assert found(project, "She's gasping, like a fish!") == [
        "evaluation/messages.jsonl:2: 2: stands in tests/safety/alarms.yml too; write another message"
    ]


def test_a_short_turn_of_a_conversation_may_be_what_anybody_says(project: Path) -> None:
    talk = {"id": "a", "turns": ["I can't breathe", "she's gasping like a fish"], "expect": [{}, {}]}
    (project / "evaluation/conversations.jsonl").write_text(jsonl([talk]), encoding="utf-8")
    problems = [str(problem) for problem in leaks.problems(project, load_cases(project))]
    assert len(problems) == 1
    assert problems[0].startswith("evaluation/conversations.jsonl:1: a: stands in tests/safety/alarms.yml")
