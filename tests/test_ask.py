"""`bot ask` as its callers use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from unclear import UNCLEAR


def bot(project: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, cwd=project, input=given, capture_output=True, text=True, timeout=120, check=False
    )


LINES = [
    '{"id": "1", "text": "how likely is an infection?"}',
    "not json",
    '{"id": "3", "text": "I can\'t breathe"}',
    '{"id": "4", "turns": ["can the therapy cause tumours?", "how common is that?"]}',
    '{"id": "5"}',
    '{"id": "6", "text": 6}',
    '{"id": "7", "turns": []}',
    "[]",
    json.dumps({"id": "9", "text": UNCLEAR}),
    '{"id": "10", "text": ""}',
    r'{"id": "\ud800", "text": "hello"}',
    '{"id": "12", "text": "hello"}',
    '{"id": "13", "turns": ["does it hurt where they inject?", "I am diabetic"]}',
]


@pytest.fixture(scope="module")
def answers(trained_project: Path) -> list[dict[str, Any]]:
    run = bot(trained_project, "ask", "--jsonl", given="\n".join(LINES) + "\n")
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_each_line_gets_one_line_in_order(answers: list[dict[str, Any]]) -> None:
    assert [answer["id"] for answer in answers] == [
        "1",
        None,
        "3",
        "4",
        "5",
        "6",
        "7",
        None,
        "9",
        "10",
        "\ud800",
        "12",
        "13",
    ]


def test_an_answer_has_exactly_the_fields_of_the_contract(answers: list[dict[str, Any]]) -> None:
    fields = ["id", "topic", "urgency", "confidence", "options", "replies", "sources", "buttons"]
    assert list(answers[0]) == fields


def test_a_turn_has_exactly_the_fields_of_the_contract(answers: list[dict[str, Any]]) -> None:
    fields = ["topic", "urgency", "confidence", "options", "replies", "sources", "buttons"]
    assert [list(turn) for turn in answers[3]["turns"]] == [fields, fields]


def test_a_question_is_answered_from_its_passage(answers: list[dict[str, Any]]) -> None:
    answer = answers[0]
    assert (answer["topic"], answer["urgency"], answer["sources"]) == (
        "infection_risk",
        "none",
        ["infection"],
    )


def test_an_emergency_is_deferred_first(answers: list[dict[str, Any]]) -> None:
    assert answers[2]["urgency"] == "emergency"
    assert answers[2]["replies"][0].startswith("Call 999 now")


def test_the_turns_of_a_line_are_one_conversation(answers: list[dict[str, Any]]) -> None:
    assert [turn["topic"] for turn in answers[3]["turns"]] == ["tumour_risk", "tumour_risk"]


def test_what_asks_nothing_new_is_about_the_topic_at_hand_in_other_words(
    answers: list[dict[str, Any]],
) -> None:
    first, second = answers[12]["turns"]
    assert first["topic"] == second["topic"] == "pain_discomfort"
    assert second["replies"][0].startswith("I cannot say more about that in general.")


@pytest.mark.parametrize("line", [1, 4, 5, 6, 7])
def test_a_bad_line_gets_an_error_in_its_place(answers: list[dict[str, Any]], line: int) -> None:
    assert answers[line]["error"]
    assert "replies" not in answers[line]


def test_doubt_offers_topics_as_buttons_and_answers_none(answers: list[dict[str, Any]]) -> None:
    answer = answers[8]
    assert answer["topic"] is None
    assert 2 <= len(answer["options"]) == len(answer["buttons"]) <= 3


def test_an_answer_comes_as_soon_as_its_line_is_read(trained_project: Path) -> None:
    command = [sys.executable, "-m", "bot", "ask", "--jsonl"]
    with subprocess.Popen(
        command, cwd=trained_project, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        for number in ("1", "2"):
            process.stdin.write(json.dumps({"id": number, "text": "does it hurt?"}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()


def test_a_message_is_answered_as_a_patient_reads_it(trained_project: Path) -> None:
    run = bot(trained_project, "ask", "my throat is closing")
    assert run.stdout.startswith("Call 999 now")


def test_neither_a_message_nor_jsonl_is_a_usage_error(trained_project: Path) -> None:
    run = bot(trained_project, "ask")
    assert run.returncode == 2
    assert "--jsonl" in run.stderr


def test_a_missing_model_is_said_with_what_to_do(trained_project: Path, tmp_path: Path) -> None:
    for name in ("config.yml", "domain.yml", "clinic.yml", "data"):
        (tmp_path / name).symlink_to(trained_project / name)
    run = bot(trained_project, "ask", "--project", str(tmp_path), "hello")
    assert run.returncode == 1
    assert "bot train" in run.stderr


def test_a_wrong_folder_is_said_with_what_to_do(tmp_path: Path) -> None:
    run = bot(tmp_path, "ask", "hello")
    assert run.returncode == 2
    assert "--project" in run.stderr


def test_a_wrong_setting_is_said_with_its_name(
    trained_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINIC_EMERGENCY_NUMBER", "ring us")
    run = bot(trained_project, "ask", "hello")
    assert run.returncode == 1
    assert "CLINIC_EMERGENCY_NUMBER" in run.stderr
