"""Saving a conversation from `bot shell` as a Rasa story."""

import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.shell.story import StoryNotSavedError, save, story
from bot.slots import ALARM, ASPECT, TOPIC


def said(text: str, intent: str, aspect: str = "general") -> dict[str, Any]:
    entities = [{"entity": "aspect", "value": aspect, "start": 0, "end": len(text)}]
    parse = {"intent": {"name": intent, "confidence": 0.9}, "entities": entities, "text": text}
    return {"event": "user", "text": text, "parse_data": parse, "timestamp": 1.0}


def action(name: str) -> dict[str, Any]:
    return {"event": "action", "name": name, "timestamp": 1.0}


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value, "timestamp": 1.0}


LISTEN = action("action_listen")
CONVERSATION = [
    action("action_session_start"),
    {"event": "session_started", "timestamp": 1.0},
    LISTEN,
    said("is infection likely?", "infection_risk", "likelihood"),
    slot(ASPECT, "likelihood"),
    slot(TOPIC, "infection_risk"),
    action("utter_infection_risk"),
    {"event": "bot", "text": "Any procedure carries a risk of infection.", "timestamp": 1.0},
    LISTEN,
    said("thanks", "smalltalk"),
    action("utter_smalltalk"),
    LISTEN,
]


@lru_cache(maxsize=1)
def domain() -> Any:
    from rasa.shared.core.domain import Domain

    return Domain.load(str(Path(__file__).parents[1] / "domain.yml"))


def read_by_rasa(path: Path) -> list[Any]:
    """Read a story file with Rasa's own reader, which warns of what it does not know; return its events."""
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader

    reader = YAMLStoryReader(domain())
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Issue found")
        (step,) = reader.read_from_file(path)
    return list(step.events)


def intents_and_actions(path: Path) -> list[str]:
    from rasa.shared.core.events import ActionExecuted, UserUttered

    names = []
    for event in read_by_rasa(path):
        if isinstance(event, UserUttered):
            names.append(event.intent_name)
        elif isinstance(event, ActionExecuted):
            names.append(event.action_name)
    return names


def slots_set(path: Path) -> list[tuple[str, Any]]:
    from rasa.shared.core.events import SlotSet

    return [(event.key, event.value) for event in read_by_rasa(path) if isinstance(event, SlotSet)]


def test_rasa_reads_the_saved_intents_and_actions_in_order(tmp_path: Path) -> None:
    path = save(CONVERSATION, str(tmp_path / "test_infection.yml"))
    assert intents_and_actions(path) == [
        "infection_risk",
        "utter_infection_risk",
        "smalltalk",
        "utter_smalltalk",
    ]


def test_rasa_takes_the_saved_file_for_a_conversation_test(tmp_path: Path) -> None:
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader

    path = save(CONVERSATION, str(tmp_path / "test_infection.yml"))
    assert YAMLStoryReader.is_test_stories_file(path)
    assert path.read_text().startswith('version: "3.1"')


def test_the_saved_messages_keep_their_words_and_aspect(tmp_path: Path) -> None:
    first = read_by_rasa(save(CONVERSATION, str(tmp_path / "test_infection.yml")))[0]
    assert first.text == "is infection likely?"
    assert [(entity["entity"], entity["value"]) for entity in first.entities] == [("aspect", "likelihood")]


def test_only_slots_that_the_dialogue_reads_are_set(tmp_path: Path) -> None:
    path = save(CONVERSATION, str(tmp_path / "test_infection.yml"))
    assert slots_set(path) == [(TOPIC, "infection_risk")]


def test_a_slot_that_keeps_its_value_is_not_set_again(tmp_path: Path) -> None:
    again = [
        said("and pus?", "infection_risk"),
        slot(TOPIC, "infection_risk"),
        action("utter_infection_risk"),
    ]
    path = save([*CONVERSATION, *again], str(tmp_path / "test_infection.yml"))
    assert slots_set(path) == [(TOPIC, "infection_risk")]


def test_a_slot_is_set_after_the_action_that_it_was_set_with(tmp_path: Path) -> None:
    from rasa.shared.core.events import SlotSet, UserUttered

    events = [said("chest pain", "symptom_report"), slot(ALARM, "emergency"), action("utter_emergency")]
    path = save(events, str(tmp_path / "test_alarm.yml"))
    kinds = [type(event) for event in read_by_rasa(path)]
    assert (kinds[0], kinds[-1]) == (UserUttered, SlotSet)


@example("what [about] this?")
@example("a ] of {mine} [")
@settings(deadline=None, max_examples=50)
@given(st.text(alphabet=st.characters(blacklist_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1))
def test_any_message_comes_back_from_the_story_as_it_was_said(tmp_path_factory, text: str) -> None:
    text = text.strip().lstrip("/").strip() or "hello"
    path = tmp_path_factory.mktemp("stories") / "test_any.yml"
    path.write_text(story([said(text, "smalltalk"), action("utter_smalltalk")], "any"), encoding="utf-8")
    assert read_by_rasa(path)[0].text == text


def test_a_message_that_rasa_would_read_as_an_annotation_is_saved_by_its_intent(tmp_path: Path) -> None:
    events = [said("[see](this)", "out_of_scope"), action("utter_out_of_scope")]
    (message, _) = read_by_rasa(save(events, str(tmp_path / "test_any.yml")))
    assert (message.intent_name, message.text) == ("out_of_scope", None)


def test_a_file_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "test_mine.yml"
    path.write_text("mine")
    with pytest.raises(StoryNotSavedError, match=r"exists.*/save!"):
        save(CONVERSATION, str(path))
    assert path.read_text() == "mine"


def test_a_file_is_overwritten_where_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "test_mine.yml"
    path.write_text("mine")
    save(CONVERSATION, str(path), overwrite=True)
    assert "utter_infection_risk" in intents_and_actions(path)


def test_a_name_without_an_ending_gets_the_one_that_rasa_reads(tmp_path: Path) -> None:
    assert save(CONVERSATION, str(tmp_path / "test_mine")) == tmp_path / "test_mine.yml"


def test_the_story_bears_the_files_name(tmp_path: Path) -> None:
    assert "- story: test_mine" in save(CONVERSATION, str(tmp_path / "test_mine.yml")).read_text()


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("", "name a file"),
        ("missing/test_mine.yml", "no folder"),
        ("file/test_mine.yml", "no folder"),
        ("notes.txt", "ends in .yml"),
        ("folder.yml", "it is a folder"),
        ("nul\0.yml", "cannot be written"),
        ("x" * 300 + ".yml", "cannot be written"),
        ("~nobody-of-that-name/test.yml", "write the folder in full"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    Path("folder.yml").mkdir()
    with pytest.raises(StoryNotSavedError, match=reason):
        save(CONVERSATION, file, overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.yml"]


def test_a_conversation_without_a_message_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(StoryNotSavedError, match="say something first"):
        save([LISTEN], str(tmp_path / "test_mine.yml"))
    assert not list(tmp_path.iterdir())
