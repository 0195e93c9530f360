"""The table of features is the contract suite's, and every channel is in it and has its page."""

from __future__ import annotations

from features import DOCUMENT, table, written
from row import Row
from rows import ROWS

from bot.channels.known import CHANNELS


def test_the_table_is_that_of_the_rows() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert table() in document, "run: .venv/bin/python tests/channels/features.py"
    assert written(document) == document


def test_every_channel_has_a_row() -> None:
    assert {row.channel for row in ROWS} == set(CHANNELS.values())


def test_every_page_names_its_channels_class_and_the_variables_that_must_be_set() -> None:
    for row in ROWS:
        page = (DOCUMENT.parent / f"{row.features.page}.md").read_text(encoding="utf-8")
        assert f"{row.channel.__module__}.{row.channel.__qualname__}:" in page
        assert [
            field.variable
            for field in row.channel.fields
            if field.default is None and field.variable not in page
        ] == []


def test_what_the_table_says_is_what_the_contract_shows() -> None:
    def holds(row: Row) -> bool:
        return (
            ("numbered list" in row.features.buttons)
            == (not row.channel.has_buttons_for(_channel(row), ["x" * 200] * 30))
            and (row.features.keywords != "–") == row.channel.carrier_words
            and ("link" in row.features.number)
            == (row.calls_numbers is not None or "mail" in row.features.page)
        )

    assert [row.id for row in ROWS if not holds(row)] == []


def _channel(row: Row) -> object:
    return object.__new__(row.channel)
