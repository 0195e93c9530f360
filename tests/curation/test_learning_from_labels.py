"""Labelled messages become training examples; what is wrong is told and nothing is lost."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console
from ruamel.yaml import YAML

from bot.commands import learn as command
from bot.curation import labels
from bot.curation.learn import Learned, learn
from bot.curation.unsure import Unsure
from bot.yamlfile import DataError

ROOT = Path(__file__).parents[2]
NLU = """\
# A comment that stays.
version: "3.1"
nlu:
- intent: smalltalk
  metadata: {urgency: none}
  examples: |
    - hello
    - good morning

- intent: infection_risk
  metadata: {urgency: none}
  examples: |
    - can it get infected
- intent: infection_risk
  metadata: {urgency: urgent}
  examples: |
    - it is leaking pus
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "topics.yml").symlink_to(ROOT / "data" / "topics.yml")
    (tmp_path / "data" / "nlu.yml").write_text(NLU, encoding="utf-8")
    return tmp_path


def label(
    text: str, topic: str = "smalltalk", urgency: str = "none", aspect: str | None = None
) -> labels.Label:
    return labels.Label(text=text, topic=topic, urgency=urgency, aspect=aspect)


def examples_in(project: Path) -> dict[tuple[str, str, str | None], list[str]]:
    found = {}
    for group in YAML(typ="safe").load((project / "data" / "nlu.yml").read_text(encoding="utf-8"))["nlu"]:
        key = (group["intent"], group["metadata"]["urgency"], group["metadata"].get("aspect"))
        found[key] = [line.removeprefix("- ") for line in group["examples"].splitlines() if line.strip()]
    return found


def test_a_message_goes_to_the_end_of_the_group_with_its_labels(project: Path) -> None:
    assert learn(project, [label("howdy"), label("dirty hands?", "infection_risk")]) == Learned(2, 0)
    found = examples_in(project)
    assert found["smalltalk", "none", None] == ["hello", "good morning", "howdy"]
    assert found["infection_risk", "none", None] == ["can it get infected", "dirty hands?"]


def test_labels_without_a_group_get_one(project: Path) -> None:
    learn(project, [label("how long will the germs live", "infection_risk", aspect="duration")])
    assert examples_in(project)["infection_risk", "none", "duration"] == ["how long will the germs live"]


def test_nothing_else_of_the_file_changes(project: Path) -> None:
    learn(project, [label("howdy")])
    written = (project / "data" / "nlu.yml").read_text(encoding="utf-8")
    assert written == NLU.replace("    - good morning\n", "    - good morning\n    - howdy\n")


def test_what_is_known_already_is_left_out(project: Path) -> None:
    assert learn(project, [label("HELLO!")]) == Learned(0, 1)


def test_the_same_message_twice_is_learned_once(project: Path) -> None:
    assert learn(project, [label("howdy"), label("howdy")]).added == 1


def test_a_message_that_stands_under_another_label_is_refused_with_its_line(project: Path) -> None:
    with pytest.raises(DataError, match=r"nlu.yml:7.*keep one"):
        learn(project, [label("howdy"), label("hello", "source")])
    assert (project / "data" / "nlu.yml").read_text(encoding="utf-8") == NLU


def test_a_message_that_stands_under_another_aspect_is_refused_with_its_line(project: Path) -> None:
    learn(project, [label("how long will the germs live", "infection_risk", aspect="duration")])
    before = (project / "data" / "nlu.yml").read_text(encoding="utf-8")
    with pytest.raises(
        DataError, match=r"aspect duration in .*nlu.yml:\d+, and .*, aspect normal here; keep one"
    ):
        learn(project, [label("how long will the germs live", "infection_risk", aspect="normal")])
    assert (project / "data" / "nlu.yml").read_text(encoding="utf-8") == before


def test_a_message_with_an_aspect_is_known_to_a_label_that_says_none(project: Path) -> None:
    learn(project, [label("how long will the germs live", "infection_risk", aspect="duration")])
    assert learn(project, [label("how long will the germs live", "infection_risk")]) == Learned(0, 1)


@pytest.mark.parametrize("text", ["/restart", "see [this](http://x)", "[hello]{a: b}", "  ", "..."])
def test_a_message_that_rasa_would_read_otherwise_is_refused(project: Path, text: str) -> None:
    with pytest.raises(DataError, match="cannot be an example"):
        learn(project, [label(text)])


@given(text=st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_is_learned_as_it_is_or_refused(project: Path, text: str) -> None:
    (project / "data" / "nlu.yml").write_text(NLU, encoding="utf-8")
    try:
        learned = learn(project, [label(text)])
    except DataError:
        assert (project / "data" / "nlu.yml").read_text(encoding="utf-8") == NLU
    else:
        assert learned.known or " ".join(text.split()) in examples_in(project)["smalltalk", "none", None]


UNSURE = [
    Unsure(
        "body: checks # risk",
        "what: is it",
        "ab12",
        datetime(2026, 1, 2, 3, 4, tzinfo=timezone.utc),
        (("source", 0.4),),
    ),
    Unsure("- 'quoted' [x]", "", "cd34", datetime(2026, 1, 2, 3, 5, tzinfo=timezone.utc), ()),
]


def written(folder: Path, *replacements: tuple[str, str]) -> Path:
    path = folder / "to_label.yml"
    labels.write(path, UNSURE)
    text = path.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def test_messages_come_back_from_the_file_as_they_were(project: Path) -> None:
    path = written(project)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("topic:", "topic: smalltalk").replace("urgency:\n", "urgency: none\n"), encoding="utf-8"
    )
    assert [one.text for one in labels.read(path, ROOT)] == [one.text for one in UNSURE]


def test_the_file_says_what_to_do_with_it(project: Path) -> None:
    head = written(project).read_text(encoding="utf-8")
    assert "bot learn to_label.yml" in head
    assert "Take out names" in head


def test_an_entry_without_a_topic_is_left_alone(project: Path) -> None:
    assert labels.read(written(project), ROOT) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("topic:", "topic: small_talk", "there is no topic 'small_talk'"),
        ("topic:", "topic: smalltalk", "has a topic but no urgency"),
        ("urgency:", "urgency: high", "urgency"),
        ("might_be:", "maybe_be:", "maybe_be"),
        (
            "topic:\n  urgency:\n  aspect:",
            "topic: source\n  urgency: none\n  aspect: when",
            "'when' is no aspect",
        ),
    ],
)
def test_a_wrong_entry_is_told_with_its_file(project: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(DataError) as error:
        labels.read(written(project, (old, new)), ROOT)
    assert problem in str(error.value)
    assert "to_label.yml:" in str(error.value)


def test_the_command_says_how_many_it_added_and_what_to_do_next(
    project: Path, capsys: pytest.CaptureFixture
) -> None:
    path = written(project, ("topic:", "topic: smalltalk"), ("urgency:", "urgency: none"))
    command.run(project, path, console=Console())
    printed = capsys.readouterr().out
    assert "Added: 1." in printed
    assert "bot train" in printed


def test_the_command_says_so_where_nothing_is_labelled(project: Path, capsys: pytest.CaptureFixture) -> None:
    command.run(project, written(project), console=Console())
    assert "has a topic" in capsys.readouterr().out
