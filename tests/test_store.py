"""How conversations are kept."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.store import ConversationStore

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


def store_at(path: Path, domain: Domain, max_events: int = 120) -> ConversationStore:
    return ConversationStore(domain, db=str(path), max_events=max_events)


async def say(store: ConversationStore, sender: str, *texts: str) -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(sender)
    for text in texts:
        tracker.update(UserUttered(text, {"name": "pain_discomfort", "confidence": 1.0}))
        tracker.update(BotUttered("an answer"))
        tracker.update(ActionExecuted("action_listen"))
    await store.save(tracker)
    return tracker


def texts(tracker: DialogueStateTracker | None) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


async def test_a_conversation_survives_a_restart(tmp_path: Path, domain: Domain) -> None:
    await say(store_at(tmp_path / "c.db", domain), "anna", "does it hurt", "and after")
    assert texts(await store_at(tmp_path / "c.db", domain).retrieve("anna")) == ["does it hurt", "and after"]


async def test_each_event_is_kept_once(tmp_path: Path, domain: Domain) -> None:
    store = store_at(tmp_path / "c.db", domain)
    for number in range(5):
        await say(store, "anna", f"message {number}")
    assert texts(await store.retrieve_full_tracker("anna")) == [f"message {number}" for number in range(5)]


async def test_a_message_reads_back_no_more_at_turn_500_than_at_turn_50(
    tmp_path: Path, domain: Domain
) -> None:
    store = store_at(tmp_path / "c.db", domain, max_events=30)
    sizes = {}
    for turn in range(1, 501):
        await say(store, "anna", f"message {turn}")
        if turn in (50, 500):
            tracker = await store.retrieve("anna")
            assert tracker is not None
            sizes[turn] = len(tracker.events)
    assert sizes[500] == sizes[50]


async def test_a_slot_set_long_ago_keeps_its_value(tmp_path: Path, domain: Domain) -> None:
    store = store_at(tmp_path / "c.db", domain, max_events=10)
    tracker = await say(store, "anna", "my throat is closing")
    tracker.update(SlotSet("alarm", "emergency"), domain)
    await store.save(tracker)
    for number in range(10):
        await say(store, "anna", f"message {number}")
    later = await store.retrieve("anna")
    assert later is not None
    assert later.get_slot("alarm") == "emergency"


async def test_nothing_is_lost_when_only_the_end_is_read_back(tmp_path: Path, domain: Domain) -> None:
    store = store_at(tmp_path / "c.db", domain, max_events=10)
    for number in range(20):
        await say(store, "anna", f"message {number}")
    assert len(texts(await store.retrieve_full_tracker("anna"))) == 20


async def test_deleting_one_conversation_leaves_the_others(tmp_path: Path, domain: Domain) -> None:
    store = store_at(tmp_path / "c.db", domain)
    await say(store, "anna", "does it hurt")
    await say(store, "ben", "is it safe")
    assert await store.delete("anna") > 0
    assert await store.retrieve("anna") is None
    assert texts(await store.retrieve("ben")) == ["is it safe"]


async def test_a_conversation_marked_for_erasure_leaves_no_word_behind(
    tmp_path: Path, domain: Domain
) -> None:
    store = store_at(tmp_path / "c.db", domain)
    tracker = await say(store, "anna", "xylophone")
    tracker.update(SlotSet("erase_requested", True), domain)
    await store.save(tracker)
    rows = sqlite3.connect(tmp_path / "c.db").execute("SELECT data FROM events").fetchall()
    assert not [row for row in rows if "xylophone" in row[0]]


async def test_only_conversations_past_their_retention_are_deleted(tmp_path: Path, domain: Domain) -> None:
    store = store_at(tmp_path / "c.db", domain)
    await say(store, "anna", "an old message")
    with sqlite3.connect(tmp_path / "c.db") as database:
        database.execute("UPDATE events SET timestamp = ?", (time.time() - 31 * 86_400,))
    await say(store, "ben", "a new message")
    assert await store.delete_older_than(30) == 1
    assert await store.retrieve("anna") is None
    assert texts(await store.retrieve("ben")) == ["a new message"]


async def test_sqlite_logs_ahead_of_writing(tmp_path: Path, domain: Domain) -> None:
    await say(store_at(tmp_path / "c.db", domain), "anna", "does it hurt")
    assert sqlite3.connect(tmp_path / "c.db").execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_deleted_words_are_in_no_file_of_the_database(tmp_path: Path, domain: Domain) -> None:
    store = store_at(tmp_path / "c.db", domain)
    await say(store, "anna", "hello")
    another = sqlite3.connect(tmp_path / "c.db")  # while it is open, SQLite keeps the log
    another.execute("SELECT count(*) FROM events").fetchone()
    await say(store, "anna", "xylophone")
    await store.delete("anna")
    assert not [file.name for file in tmp_path.iterdir() if b"xylophone" in file.read_bytes()]


async def test_what_is_deleted_is_overwritten_in_the_file(tmp_path: Path, domain: Domain) -> None:
    store = store_at(tmp_path / "c.db", domain)
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


async def test_a_writer_waits_for_another_instead_of_failing(tmp_path: Path, domain: Domain) -> None:
    store = store_at(tmp_path / "c.db", domain)
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5_000
