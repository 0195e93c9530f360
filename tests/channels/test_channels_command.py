"""`bot channels`: what is set up, what is missing, and a test message."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from row import Row
from rows import ROWS
from typer.testing import CliRunner

from bot.channels.known import CHANNELS, path_of
from bot.channels.messaging.incoming import Incoming
from bot.channels.messaging.memory import Memory
from bot.cli import app
from bot.commands import channels as command
from bot.yamlfile import DataError

ROOT = Path(__file__).parents[2]
RECIPIENTS = {
    "teams": "a:1sam",
    "googlechat": "spaces/AAAA",
    "mailgun": "you@example.org",
    "sendgrid": "you@example.org",
}


def project(folder: Path, credentials: dict[str, Any]) -> Path:
    """Return a project with these credentials, and the clinic's data."""
    for name in ("config.yml", "domain.yml", "clinic.yml", "data"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "credentials.yml").write_text(json.dumps(credentials))
    return folder


def shown(folder: Path, store: Path | None = None) -> str:
    console = Console(file=io.StringIO(), width=200)
    command.show(folder, store or folder / "messaging.db", console=console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def part_of(text: str, name: str) -> str:
    """Return the lines on one channel."""
    start = text.index(f"{name}: ")
    lines = text[start:].split("\n")
    end = next((place for place, line in enumerate(lines[1:], 1) if not line.startswith("  ")), len(lines))
    return "\n".join(lines[:end])


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for channel in CHANNELS.values():
        for field in channel.all_fields():
            monkeypatch.delenv(field.variable or "NONE", raising=False)
    monkeypatch.chdir(ROOT)  # the command goes into the project's folder


def test_a_channel_that_is_not_used_names_what_it_needs_and_its_line(tmp_path: Path) -> None:
    told = part_of(shown(project(tmp_path, {})), "telegram")
    assert 'add the line "bot.channels.telegram.TelegramChannel:" to credentials.yml' in told
    assert "missing: TELEGRAM_ACCESS_TOKEN" in told
    assert "https://YOUR-HOST/webhooks/telegram/webhook" in told


def test_a_channel_is_set_up_by_the_environment_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_ACCESS_TOKEN", "1:a")
    monkeypatch.setenv("TELEGRAM_SECRET_TOKEN", "s")
    monkeypatch.setenv("BOT_PUBLIC_URL", "https://bot.clinic.example/")
    told = part_of(shown(project(tmp_path, {"bot.channels.telegram.TelegramChannel": None})), "telegram")
    assert "telegram: Telegram: set up" in told
    assert "missing" not in told
    assert "webhook: https://bot.clinic.example/webhooks/telegram/webhook" in told


def test_a_channel_that_lacks_a_setting_is_said_to_keep_the_bot_from_starting(tmp_path: Path) -> None:
    line = {"bot.channels.telegram.TelegramChannel": {"access_token": "1:a"}}
    told = part_of(shown(project(tmp_path, line)), "telegram")
    assert "not ready" in told
    assert "missing: TELEGRAM_SECRET_TOKEN" in told
    assert "TELEGRAM_ACCESS_TOKEN" not in told


@pytest.mark.parametrize(
    ("credentials", "state"),
    [
        ({"bot.channels.rest.RestChannel": None}, "rest: REST: set up"),
        ({}, 'add the line "bot.channels.rest.'),
    ],
)
def test_the_rest_channel_is_listed_too(tmp_path: Path, credentials: dict[str, Any], state: str) -> None:
    told = part_of(shown(project(tmp_path, credentials)), "rest")
    assert state in told
    assert "https://YOUR-HOST/webhooks/rest/webhook" in told


async def test_a_test_message_over_rest_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="POST to it"):
        await command.test(project(tmp_path, {}), "rest", "x", console=Console(file=io.StringIO()))


async def test_alarms_that_did_not_arrive_are_counted(tmp_path: Path) -> None:
    memory = Memory("telegram", tmp_path / "messaging.db")
    await memory.lose_alarm("HTTP 500", of="1")
    await memory.lose_alarm("HTTP 500", of="2")
    await memory.lose_alarm("HTTP 500", of="2")
    memory.close()
    told = shown(project(tmp_path, {}))
    assert "alarms that could not be delivered in the last 30 days: 2" in part_of(told, "telegram")
    assert "alarms" not in part_of(told, "slack")


def test_what_is_missing_keeps_a_channel_from_starting_and_is_named() -> None:
    with pytest.raises(
        DataError, match="secret_token is missing; write it there or set TELEGRAM_SECRET_TOKEN"
    ):
        CHANNELS["telegram"].from_credentials({"access_token": "1:a"})


def test_a_setting_that_is_none_is_named() -> None:
    with pytest.raises(DataError, match="there is no setting acess_token; write one of access_token"):
        CHANNELS["telegram"].from_credentials({"acess_token": "1:a"})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
async def test_a_test_message_reaches_the_platform(row: Row, tmp_path: Path) -> None:
    platform = row.fake()
    await platform.start()
    credentials = {**row.credentials(platform.url), "public_url": "https://bot.clinic.example"}
    folder = project(tmp_path, {path_of(row.channel): credentials})
    credentials["project"] = str(folder)
    (folder / "credentials.yml").write_text(json.dumps({path_of(row.channel): credentials}))
    recipient = RECIPIENTS.get(row.channel.name(), row.person)
    try:
        assert await command.test(folder, row.channel.name(), recipient, console=Console(file=io.StringIO()))
    finally:
        await platform.stop()
    (sent,) = [sent for recorded in platform.received if (sent := row.sent(recorded))]
    assert sent.text.startswith("This is a test message from the chatbot of Riverside")
    assert sent.to == recipient


async def test_a_test_message_that_is_refused_says_what_a_recipient_is(tmp_path: Path) -> None:
    row = next(row for row in ROWS if row.id == "telegram")
    platform = row.fake()
    await platform.start()
    platform.failures = [(400, {}, {"ok": False, "description": "chat not found"})]
    folder = project(
        tmp_path, {path_of(row.channel): {**row.credentials(platform.url), "project": str(tmp_path)}}
    )
    console = Console(file=io.StringIO(), width=200)
    try:
        assert not await command.test(folder, "telegram", "nobody", console=console)
    finally:
        await platform.stop()
    assert isinstance(console.file, io.StringIO)
    assert "not delivered (HTTP 400)" in console.file.getvalue()
    assert "A recipient is a chat's id." in console.file.getvalue()


def test_the_command_names_the_channels_where_there_is_none_of_a_name(tmp_path: Path) -> None:
    ran = CliRunner().invoke(
        app, ["channels", "--project", str(project(tmp_path, {})), "test", "pigeon", "x"]
    )
    assert ran.exit_code == 1


def test_the_command_lists_every_channel(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["channels", "--project", str(project(tmp_path, {}))])
    assert ran.exit_code == 0
    assert all(f"/webhooks/{name}/webhook" in ran.stdout for name in CHANNELS)


def test_what_waits_is_written_and_read_as_it_was() -> None:
    incoming = Incoming("1", "p", {"to": "p"}, "words\n„and“", "voice")
    assert Incoming.from_json(incoming.as_json()) == incoming
