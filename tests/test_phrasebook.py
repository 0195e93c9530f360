"""A phrasebook says which kinds a message speaks of, and names file and line of what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import yamlfile
from bot.phrasebook import Phrasebook

GOOD = """\
emoji:
  "🍎": apple.
spellings:
  aple: apple
lists:
  fruit: |
    (apple|pear)
groups:
  - kind: colour
    rank: 1
    phrases: |
      (red|green)
  - kind: food
    rank: 2
    phrases: |
      (red|green) @fruit
      @fruit
  - kind: none
    rank: 3
    phrases: |
      apple of my eye
"""


@pytest.fixture
def book(tmp_path: Path) -> Phrasebook:
    return load(tmp_path, GOOD)


def load(folder: Path, text: str) -> Phrasebook:
    path = folder / "book.yml"
    path.write_text(text, encoding="utf-8")
    return Phrasebook.load(path, ["colour", "food"])


def kinds(book: Phrasebook, text: str) -> list[str]:
    return [spoken.kind for spoken in book.find(book.words(text))]


def test_kinds_come_in_the_order_of_the_text(book: Phrasebook) -> None:
    assert kinds(book, "a pear and then something red") == ["food", "colour"]


def test_of_phrases_that_overlap_the_one_of_the_highest_rank_holds(book: Phrasebook) -> None:
    assert kinds(book, "a red apple") == ["food"]


def test_a_phrase_of_no_kind_silences_what_it_overlaps(book: Phrasebook) -> None:
    assert kinds(book, "she is the apple of my eye") == []


def test_a_phrase_of_no_kind_leaves_the_rest_alone(book: Phrasebook) -> None:
    assert kinds(book, "she is the apple of my eye, and a pear") == ["food"]


def test_a_phrasebook_knows_its_own_spellings(book: Phrasebook) -> None:
    assert kinds(book, "an aple") == ["food"]


def test_an_emoji_is_read_as_its_words(book: Phrasebook) -> None:
    assert kinds(book, "🍎") == ["food"]


def test_text_without_any_of_the_phrases_speaks_of_nothing(book: Phrasebook) -> None:
    assert kinds(book, "hello there") == []


@pytest.mark.parametrize(
    ("right", "wrong", "line", "advice"),
    [
        ("kind: food", "kind: foood", 13, "there is no kind `foood`; write one of: colour, food, none"),
        ("kind: food", "kind: colour", 8, "has no group for food; add one"),
        ("(red|green) @fruit", "(red|green @fruit", 16, "write the missing `)`"),
        ("@fruit\n  - kind: none", "@vegetable\n  - kind: none", 17, "there is no word list `vegetable`"),
        ("aple: apple", "aple: an apple", 3, "write exactly one word"),
        ('"🍎": apple.', "apples: apple", 1, "write exactly one"),
        ("rank: 2", "rank: high", 14, "integer"),
        ("      apple of my eye\n", "      # nothing yet\n", 20, "has no phrases; write one a line"),
        ("lists:", "list:", 5, "extra fields not permitted"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, advice: str
) -> None:
    assert right in GOOD
    with pytest.raises(yamlfile.DataError) as error:
        load(tmp_path, GOOD.replace(right, wrong, 1))
    assert f"book.yml:{line}: " in str(error.value)
    assert advice in str(error.value)


def test_a_missing_phrasebook_is_named(tmp_path: Path) -> None:
    with pytest.raises(yamlfile.DataError, match=r"nowhere\.yml: cannot be read"):
        Phrasebook.load(tmp_path / "nowhere.yml", ["food"])
