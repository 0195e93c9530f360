"""The held-out messages are held out: none is a training example."""

from __future__ import annotations

from pathlib import Path

from bot import yamlfile
from bot.check.examples import NLU, examples, plain
from bot.evaluation.labelled import Labelled, held_out_files, load_labelled

ROOT = Path(__file__).parents[2]


def held_out() -> list[Labelled]:
    """Return the messages that stand alone; what is said in a conversation may be said anywhere ("thanks")."""
    messages = [message for file in held_out_files(ROOT) for message in load_labelled(file, ROOT)]
    return [message for message in messages if len(message.turns) == 1]


def test_no_held_out_message_is_a_training_example() -> None:
    learned = {plain(example.text) for example in examples(yamlfile.read(ROOT / NLU))}
    assert [message.line for message in held_out() if plain(message.turns[0]) in learned] == []


def test_no_message_stands_in_two_held_out_files_or_twice() -> None:
    texts = [plain(message.turns[0]) for message in held_out()]
    assert len(texts) == len(set(texts))
