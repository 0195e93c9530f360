"""Why: what `bot ask --explain` says of a reply's urgency."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_ask import bot

from bot.assistant import Assistant

TEXT = "No fever, but my throat is closing up. Can the cells cause a seizure?"
LINES = [
    json.dumps({"id": 1, "text": TEXT}),
    json.dumps({"id": 2, "turns": ["hello", TEXT]}),
    json.dumps({"id": 3, "text": "   "}),
    "not json",
]


@pytest.fixture(scope="module")
def plain(trained_project: Path) -> str:
    run = bot(trained_project, "ask", "--explain", TEXT)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def answers(trained_project: Path) -> list[dict[str, Any]]:
    run = bot(trained_project, "ask", "--jsonl", "--explain", given="\n".join(LINES) + "\n")
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_the_reply_comes_first_and_then_why(plain: str) -> None:
    assert plain.startswith("Call 999 now")
    reply, why = plain.split("\nWhy\n")
    assert "Red flags" not in reply
    assert "Red flags" in why


def test_the_level_that_stood_is_told_with_each_voters(plain: str) -> None:
    assert "Urgency     EMERGENCY (rules emergency, classifier " in plain


def test_the_classifiers_probability_of_each_level_is_told(plain: str) -> None:
    (line,) = [line for line in plain.splitlines() if line.startswith("  Classifier")]
    assert {part.split()[0] for part in line.removeprefix("  Classifier").split(", ")} == {
        "none",
        "routine",
        "urgent",
        "emergency",
    }


@pytest.mark.parametrize(
    "found",
    [
        "“fever”: fever, urgent - denied (“No”), does not count",
        "“throat is closing”: throat_closing, emergency - report",
        "“seizure”: seizure, emergency - question (“Can the”), does not count",
    ],
)
def test_words_flag_how_they_were_said_and_the_cue_are_told(plain: str, found: str) -> None:
    assert found in plain


def test_without_it_only_the_reply_is_printed(trained_project: Path, plain: str) -> None:
    assert bot(trained_project, "ask", TEXT).stdout == plain.split("\nWhy\n")[0]


def test_a_line_is_explained_after_the_fields_of_the_contract(answers: list[dict[str, Any]]) -> None:
    assert list(answers[0])[-2:] == ["buttons", "explain"]
    assert list(answers[0]["explain"]) == ["findings", "votes", "probabilities"]


def test_each_finding_is_explained(answers: list[dict[str, Any]]) -> None:
    denied, reported, asked = answers[0]["explain"]["findings"]
    assert denied == {
        "flag": "fever",
        "urgency": "urgent",
        "said": "denied",
        "words": "fever",
        "start": 3,
        "end": 8,
        "cue": "No",
    }
    assert (reported["said"], reported["cue"]) == ("report", "No")
    assert (asked["said"], asked["cue"]) == ("question", "Can the")


def test_votes_and_probabilities_are_explained(answers: list[dict[str, Any]]) -> None:
    explained = answers[0]["explain"]
    assert explained["votes"]["rules"] == "emergency"
    assert explained["votes"]["classifier"] in explained["probabilities"]
    assert sum(explained["probabilities"].values()) == pytest.approx(1, abs=0.0003)


def test_each_turn_is_explained(answers: list[dict[str, Any]]) -> None:
    first, second = answers[1]["turns"]
    assert first["explain"]["findings"] == []
    assert second["explain"] == answers[0]["explain"]
    assert "explain" not in answers[1]


def test_a_message_that_was_never_classified_has_no_classifiers_vote(answers: list[dict[str, Any]]) -> None:
    assert answers[2]["explain"] == {
        "findings": [],
        "votes": {"rules": "none", "classifier": None},
        "probabilities": {},
    }


def test_a_bad_line_has_nothing_to_explain(answers: list[dict[str, Any]]) -> None:
    assert list(answers[3]) == ["id", "error"]


@given(text=st.text(alphabet=st.characters(), max_size=300))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_explained_in_json(assistant: Assistant, text: str) -> None:
    explained = asyncio.run(assistant.reply("any text", text)).explained()
    assert json.loads(json.dumps(explained)) == explained
