"""What the bot was unsure of is found again in the conversations that are kept, under a pseudonym."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from unclear import UNCLEAR

from bot.alarms.pseudonym import Pseudonyms
from bot.assistant import Assistant
from bot.curation.unsure import ConversationsNotReadError, Unsure, read_unsure
from bot.engine import Engine
from bot.responses import load_responses
from bot.settings import load_settings

ROOT = Path(__file__).parents[2]
SENDER = "anna@example.org"
OUT_OF_SCOPE = "What's the weather in Xanadu like?"
CLEAR = "how likely is an infection?"
PSEUDONYMS = Pseudonyms(b"k" * 32)
LONG_AGO = datetime(2000, 1, 1, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def database(trained_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The conversations of a bot that was asked something clear, something unclear and another matter."""
    path = tmp_path_factory.mktemp("kept") / "conversations.db"

    async def converse() -> None:
        engine, settings = Engine(trained_project, str(path)), load_settings(ROOT, environment={})
        await engine.start()
        assistant = Assistant(engine, settings, load_responses(ROOT, settings))
        for text in (CLEAR, UNCLEAR, OUT_OF_SCOPE, f"{UNCLEAR.upper()}!"):
            await assistant.reply(SENDER, text)
        await engine.stop()

    asyncio.run(converse())
    return path


def found_in(
    database: Path, *, since: datetime = LONG_AGO, below: float = 0.0, known: tuple[str, ...] = ()
) -> list[str]:
    return [one.text for one in read_unsure(database, PSEUDONYMS, since=since, below=below, known=known)]


def test_what_was_unclear_or_out_of_scope_is_found_and_what_was_clear_is_not(database: Path) -> None:
    assert found_in(database) == [UNCLEAR, OUT_OF_SCOPE]


def test_a_follow_up_on_nothing_that_was_asked_about_is_found(trained_project: Path, tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"

    async def converse() -> None:
        engine, settings = Engine(trained_project, str(path)), load_settings(ROOT, environment={})
        await engine.start()
        await Assistant(engine, settings, load_responses(ROOT, settings)).reply(SENDER, "how common is that?")
        await engine.stop()

    asyncio.run(converse())
    assert found_in(path) == ["how common is that?"]


def test_what_somebody_wrote_before_stands_beside_the_message(database: Path) -> None:
    (first, second) = read_unsure(database, PSEUDONYMS, since=LONG_AGO, below=0.0)
    assert (first.after, second.after) == (CLEAR, UNCLEAR)


def test_a_message_that_differs_only_in_capitals_and_punctuation_is_listed_once(database: Path) -> None:
    assert UNCLEAR.upper() + "!" not in found_in(database)


def test_what_was_answered_with_little_confidence_is_found_too(database: Path) -> None:
    assert CLEAR in found_in(database, below=1.01)


def test_what_is_labelled_already_is_not_listed_again(database: Path) -> None:
    assert found_in(database, known=(f"{UNCLEAR.title()}?",)) == [OUT_OF_SCOPE]


def test_what_is_older_than_asked_for_is_left_out(database: Path) -> None:
    assert found_in(database, since=datetime.now(timezone.utc) + timedelta(minutes=1)) == []


def test_the_sender_stands_under_a_pseudonym(database: Path) -> None:
    (first, *_) = read_unsure(database, PSEUDONYMS, since=LONG_AGO, below=0.0)
    assert first.conversation == PSEUDONYMS.of(SENDER)


def test_topics_that_it_might_be_about_are_ranked(database: Path) -> None:
    (first, *_) = read_unsure(database, PSEUDONYMS, since=LONG_AGO, below=0.0)
    assert isinstance(first, Unsure)
    shares = [share for _, share in first.ranking]
    assert len(shares) == 3
    assert shares == sorted(shares, reverse=True)


def test_there_being_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConversationsNotReadError, match="bot serve"):
        found_in(tmp_path / "none.db")
    assert not list(tmp_path.iterdir())


def test_a_file_of_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(ConversationsNotReadError, match="cannot be read"):
        found_in(tmp_path / "x.db")


def report(database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "report", "--unsure", "--file", str(database), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_lists_them_without_the_sender(database: Path) -> None:
    done = report(database)
    assert done.returncode == 0, done.stderr
    assert UNCLEAR in done.stdout
    assert SENDER not in done.stdout


def test_the_command_writes_a_file_to_label_without_the_sender(database: Path, tmp_path: Path) -> None:
    done = report(database, "--write", str(tmp_path / "to_label.yml"))
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "to_label.yml").read_text(encoding="utf-8")
    assert UNCLEAR in written
    assert SENDER not in written


def test_a_file_with_labels_is_not_written_over(database: Path, tmp_path: Path) -> None:
    (tmp_path / "to_label.yml").write_text("precious", encoding="utf-8")
    done = report(database, "--write", str(tmp_path / "to_label.yml"))
    assert done.returncode == 1
    assert "another name" in done.stderr
    assert (tmp_path / "to_label.yml").read_text(encoding="utf-8") == "precious"


def test_what_is_older_than_the_clinic_keeps_it_is_not_listed(database: Path, tmp_path: Path) -> None:
    old = tmp_path / "conversations.db"
    old.write_bytes(database.read_bytes())
    engine = sa.create_engine(f"sqlite:///{old}")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE events SET timestamp = :old"), {"old": time.time() - 40 * 86_400})
    engine.dispose()
    assert "No such messages" in report(old).stdout


def test_one_report_at_a_time_is_asked_for(database: Path) -> None:
    assert report(database, "--alarms").returncode == 2
