"""Reading the labelled messages: what is wrong is told with its file and line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from labelled import jsonl

from bot.safety import Urgency
from bot.safety_case.sets import Case, Group, held_out_cases, load_cases
from bot.yamlfile import DataError

MESSAGE: dict[str, Any] = {"id": "1", "text": "hello", "urgency": "none", "kind": "plain"}


def cases(folder: Path, *lines: object) -> list[Case]:
    path = folder / "some.jsonl"
    path.write_text(
        "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines),
        encoding="utf-8",
    )
    return held_out_cases(path, folder)


def test_every_labelled_message_is_read_with_its_group(project: Path) -> None:
    groups = [case.group for case in load_cases(project)]
    assert [groups.count(group) for group in Group] == [14, 2, 3]


def test_a_message_may_have_several_right_urgencies_the_likeliest_first(tmp_path: Path) -> None:
    (case,) = cases(tmp_path, {**MESSAGE, "urgency": ["urgent", "routine"]})
    assert case.turns[0].acceptable == (Urgency.URGENT, Urgency.ROUTINE)


def test_a_turn_may_be_said_without_being_judged(tmp_path: Path) -> None:
    talk = {"id": "1", "turns": ["hi", "I fell"], "expect": [{}, {"urgency": "none"}]}
    assert [turn.acceptable for turn in cases(tmp_path, talk)[0].turns] == [(), (Urgency.NONE,)]


def test_a_sentence_of_the_regression_set_may_raise_more_than_its_level(project: Path) -> None:
    (urgent,) = [case for case in load_cases(project) if case.file == "tests/safety/voices.yml"]
    assert urgent.turns[0].acceptable == (Urgency.URGENT, Urgency.EMERGENCY)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "Expecting property name"),
        ("[]", "write an object such as"),
        ({**MESSAGE, "urgency": "soon"}, "urgency: 'soon' is no urgency; write one of none, routine, urgent"),
        ({**MESSAGE, "urgency": []}, "urgency: [] is no urgency"),
        ({**MESSAGE, "urgncy": "none"}, "urgncy: extra fields not permitted"),
        ({"id": "1", "text": "hello", "urgency": "none"}, "kind: field required"),
        ({"id": "1", "turns": ["hi", "bye"], "expect": [{}]}, "expect: has not as many entries as `turns`"),
        ({"id": "1", "turns": [], "expect": []}, "turns: "),
        ({**MESSAGE, "id": "0"}, "id '0' is already in line 1; write another"),
    ],
)
def test_a_wrong_line_is_named_with_its_file_and_number(tmp_path: Path, line: object, problem: str) -> None:
    with pytest.raises(DataError) as raised:
        cases(tmp_path, {**MESSAGE, "id": "0"}, line)
    assert str(raised.value).startswith(f"some.jsonl:2: {problem}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text())
@pytest.mark.parametrize("ascii_only", [True, False])
def test_any_text_is_read_as_it_was_written(tmp_path: Path, text: str, ascii_only: bool) -> None:
    line = json.dumps({**MESSAGE, "text": text}, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return
    assert cases(tmp_path, line.decode("utf-8"))[0].turns[0].text == text


def test_an_evaluation_folder_without_messages_is_told(project: Path) -> None:
    for path in (project / "evaluation").iterdir():
        path.unlink()
    with pytest.raises(DataError, match=r"evaluation/: holds no JSON lines"):
        load_cases(project)


def test_an_installation_without_tests_is_told_that_they_are_missing(project: Path) -> None:
    shutil.rmtree(project / "tests")
    with pytest.raises(DataError, match="regression set; an installed package does not bring it"):
        load_cases(project)


def test_an_empty_line_is_nothing(tmp_path: Path) -> None:
    assert len(cases(tmp_path, "", jsonl([MESSAGE]), "")) == 1
