"""Saving a conversation as a Rasa story, which `rasa test` can replay."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.slots import ALARM, TOPIC

_ENDINGS = (".yml", ".yaml")
_READ_BY_THE_DIALOGUE = frozenset({TOPIC, ALARM})


class StoryNotSavedError(RuntimeError):
    """A conversation could not be saved; the message says why and what to do."""


def story(events: Iterable[dict[str, Any]], name: str) -> str:
    """Return Rasa's events of a conversation as YAML: messages with their intents, and actions.

    Of the slots only those are set that the dialogue reads, each after the action that it was set with: Rasa's
    tests predict an action from what stands before it.
    """
    from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
    from rasa.shared.core.training_data.story_writer.yaml_story_writer import YAMLStoryWriter
    from rasa.shared.core.training_data.structures import Story

    steps: list[Event] = []
    set_since: dict[str, Event] = {}
    values: dict[str, Any] = {}
    for event in map(Event.from_parameters, events):
        if isinstance(event, SlotSet):
            if event.key in _READ_BY_THE_DIALOGUE:
                set_since[event.key] = event
            continue
        if not isinstance(event, (UserUttered, ActionExecuted)):
            continue
        if isinstance(event, UserUttered):
            _annotate_safely(event)
        steps.append(event)
        if isinstance(event, ActionExecuted):
            steps += [slot for key, slot in set_since.items() if values.get(key) != slot.value]
            values.update({key: slot.value for key, slot in set_since.items()})
            set_since = {}
    return str(YAMLStoryWriter().dumps(Story.from_events(steps, name).story_steps, is_test_story=True))


def _annotate_safely(message: Any) -> None:
    """Keep of a message what a story can hold: brackets in it may clash with the annotation of its entities.

    Where they do, the entities go; where the words alone would be read as an annotation, the words go too, and the
    intent stands for them.
    """
    from rasa.shared.core.events import format_message
    from rasa.shared.nlu.training_data import entities_parser

    def comes_back() -> bool:
        annotated = format_message(message.text, message.intent_name, message.entities)
        return bool(entities_parser.replace_entities(annotated.strip()) == message.text.strip())

    if not comes_back():
        message.entities = []
    if not comes_back():
        message.text = None


def save(events: Sequence[dict[str, Any]], file: str, *, overwrite: bool = False) -> Path:
    """Write the conversation to `file` and return its path; `.yml` is added to a name without an ending.

    Raises:
        StoryNotSavedError: there is nothing to save, the file exists, or it cannot be written.
    """
    path = _path(file)
    if not any(event["event"] == "user" and event.get("text") for event in events):
        raise StoryNotSavedError("there is no conversation to save yet; say something first")
    try:
        if path.exists() and not overwrite:
            raise StoryNotSavedError(
                f"{path} exists; choose another name, or overwrite it with /save! {file}"
            )
        if not path.parent.is_dir():
            raise StoryNotSavedError(f"there is no folder {path.parent}; create it, or choose another")
        _replace(path, story(events, path.stem))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoryNotSavedError(f"{path} cannot be written ({reason}); choose another place") from error
    return path


def _path(file: str) -> Path:
    name = file.strip().strip("'\"")
    if not name:
        raise StoryNotSavedError("name a file, such as /save test_pain.yml")
    try:
        path = Path(name).expanduser()
    except RuntimeError as error:
        raise StoryNotSavedError(f"{name} names no place ({error}); write the folder in full") from error
    if not path.suffix:
        path = path.with_name(path.name + _ENDINGS[0]) if path.name else path
    if path.suffix not in _ENDINGS:
        raise StoryNotSavedError(f"Rasa reads no stories from {path}; give it a name that ends in .yml")
    return path


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all, so that what it held before survives a full disk."""
    if path.is_dir():
        raise IsADirectoryError(21, "it is a folder")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
