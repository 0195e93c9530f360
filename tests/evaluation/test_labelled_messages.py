"""Files of labelled messages: read as they are, with errors that name file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.evaluation.labelled import Expected, held_out_files, load_labelled
from bot.yamlfile import DataError

ROOT = Path(__file__).parents[2]


def written(folder: Path, *lines: object) -> Path:
    path = folder / "messages.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_a_message_has_its_topic_the_others_that_are_right_and_its_aspect(tmp_path: Path) -> None:
    line = {
        "text": "is it normal?",
        "topic": "inflammation",
        "also": ["expected_or_adverse"],
        "aspect": "normal",
    }
    (message,) = load_labelled(written(tmp_path, line), ROOT)
    assert message.turns == ("is it normal?",)
    assert message.expected == (Expected(("inflammation", "expected_or_adverse"), "normal"),)


def test_a_conversation_has_what_is_expected_of_each_turn(tmp_path: Path) -> None:
    line = {"turns": ["hi", "does it hurt?"], "expect": [{}, {"topic": ["pain_discomfort", "follow_up"]}]}
    (message,) = load_labelled(written(tmp_path, line), ROOT)
    assert message.expected == (Expected(), Expected(("pain_discomfort", "follow_up")))


def test_keys_that_it_does_not_know_are_no_error(tmp_path: Path) -> None:
    line = {"id": "7", "text": "hello", "topic": "smalltalk", "urgency": "none", "kind": "plain"}
    assert len(load_labelled(written(tmp_path, line), ROOT)) == 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("no json", "messages.jsonl:2: "),
        ("[]", "messages.jsonl:2: write an object"),
        ({"topic": "smalltalk"}, "messages.jsonl:2: text"),
        (
            {"text": "hello", "topic": "small_talk"},
            "messages.jsonl:2: there is no topic 'small_talk'; write one of",
        ),
        (
            {"text": "hello", "topic": "smalltalk", "aspect": "colour"},
            "messages.jsonl:2: aspect: 'colour' is no",
        ),
        ({"turns": ["a", "b"], "expect": [{}]}, "messages.jsonl:2: expect: has not as many entries"),
        ({"turns": [], "expect": []}, "messages.jsonl:2: turns"),
    ],
)
def test_a_wrong_line_is_named_with_its_file_and_number(tmp_path: Path, line: object, problem: str) -> None:
    path = written(tmp_path, {"text": "hello", "topic": "smalltalk"}, line)
    with pytest.raises(DataError) as error:
        load_labelled(path, ROOT)
    assert problem in str(error.value)


def test_every_wrong_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"(?s):1: .*:3: "):
        load_labelled(written(tmp_path, "x", {"text": "hello", "topic": "smalltalk"}, "y"), ROOT)


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_a_file_without_messages_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_bytes(content)
    with pytest.raises(DataError, match="holds no labelled messages"):
        load_labelled(path, ROOT)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        load_labelled(tmp_path / "none.jsonl", ROOT)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes('{"text": "déjà", "topic": "smalltalk"}'.encode("latin-1"))
    with pytest.raises(DataError, match="is not UTF-8"):
        load_labelled(path, ROOT)


@given(text=st.text(min_size=1), ascii_only=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_is_read_as_it_was_written(tmp_path: Path, text: str, ascii_only: bool) -> None:
    line = json.dumps({"text": text, "topic": "smalltalk"}, ensure_ascii=ascii_only)
    path = tmp_path / "messages.jsonl"
    path.write_bytes(line.encode("utf-8", "surrogatepass" if ascii_only else "replace"))
    (message,) = load_labelled(path, ROOT)
    assert message.turns == (json.loads(path.read_text(encoding="utf-8"))["text"],)


def test_the_projects_own_files_are_well_formed() -> None:
    assert all(load_labelled(path, ROOT) for path in held_out_files(ROOT))


def test_an_installation_without_held_out_files_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="name a file of labelled messages"):
        held_out_files(tmp_path)
