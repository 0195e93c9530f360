"""`bot report`: what the bot has recorded, for an operator."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import yamlfile
from bot.alarms.alarm import Alarm
from bot.alarms.pseudonym import pseudonyms_beside
from bot.alarms.store import Record, read_alarms
from bot.check.examples import NLU, examples
from bot.curation import labels
from bot.curation.unsure import Unsure, read_unsure
from bot.safety import Urgency
from bot.settings import load_settings

_DAYS = re.compile(r"(\d{1,4})d")
_STYLES = {Urgency.EMERGENCY: "bold red", Urgency.URGENT: "yellow"}


def moment(since: str) -> datetime:
    """Return the moment that `since` names: days back from now, such as 7d, or the start of a date in UTC.

    Raises:
        ValueError: it names none; the message says what to write.
    """
    if days := _DAYS.fullmatch(since.strip()):
        return datetime.now(timezone.utc) - timedelta(days=int(days[1]))
    try:
        return datetime.combine(date.fromisoformat(since.strip()), time(), timezone.utc)
    except ValueError:
        raise ValueError("write a number of days, such as 7d, or a date, such as 2026-01-31") from None


def alarms(path: Path, *, since: datetime | None, level: str | None, as_json: bool, console: Console) -> None:
    """List the alarms recorded at `path`, newest first; say so where there are none.

    Raises:
        bot.alarms.store.AlarmsNotReadError: there is no such file, or it cannot be read.
    """
    records = read_alarms(path, since=since, level=Urgency(level) if level else None)
    if as_json:
        for record in records:
            print(json.dumps(_as_dict(record)))
    elif records:
        console.print(_table(records))
        console.print(f"Alarms: {len(records)}", highlight=False)
    else:
        which = "such alarms" if since or level else "alarms"
        console.print(f"No {which} in {path}.", highlight=False, soft_wrap=True)


def unsure(
    path: Path,
    root: Path,
    *,
    recorded: Path,
    since: datetime | None,
    below: float,
    write: Path | None,
    console: Console,
) -> None:
    """List the messages kept at `path` that the bot was unsure of, or write them to `write` to be labelled.

    A conversation has the pseudonym that it has among the alarms, whose file is `recorded`.
    Conversations that are older than the clinic keeps them are left out, even where they are not deleted yet.

    Raises:
        bot.curation.unsure.ConversationsNotReadError: there is no such file, or it cannot be read.
        bot.yamlfile.DataError: the clinic's settings or the training data are wrong, or `write` is there already.
    """
    kept_from = datetime.now(timezone.utc) - timedelta(days=load_settings(root).retention_days)
    known = [example.text for example in examples(yamlfile.read(root / NLU))]
    pseudonyms = pseudonyms_beside(recorded)
    found = read_unsure(path, pseudonyms, since=max(since or kept_from, kept_from), below=below, known=known)
    if not found:
        console.print(f"No such messages in {path}.", highlight=False, soft_wrap=True)
    elif write:
        try:
            labels.write(write, found)
        except OSError as error:
            problem = "is there already; give another name" if write.exists() else str(error.strerror)
            raise yamlfile.DataError(f"{write}: {problem}") from None
        console.print(f"Written: {write}, messages: {len(found)}", highlight=False, soft_wrap=True)
    else:
        console.print(_unsure_table(found))
        console.print(f"Messages: {len(found)}", highlight=False)


def _unsure_table(found: Sequence[Unsure]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in ("Time (UTC)", "Conversation"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Message", "After", "Might be"):
        table.add_column(heading, overflow="fold")
    for message in found:
        might_be = "\n".join(f"{topic} {share:.2f}" for topic, share in message.ranking)
        time = f"{message.time:%Y-%m-%d %H:%M}"
        table.add_row(time, message.conversation, Text(message.text), Text(message.after), Text(might_be))
    return table


def _as_dict(record: Record) -> dict[str, object]:
    alarm = record.alarm
    return {
        "time": alarm.time.isoformat(timespec="seconds"),
        "conversation": record.conversation,
        "channel": alarm.channel,
        "level": alarm.level.value,
        "rules": alarm.rules.value,
        "classifier": alarm.classifier.value if alarm.classifier else None,
        "flags": list(alarm.flags),
        "guarded": alarm.guarded,
        "faults": list(alarm.faults),
    }


def _table(records: Sequence[Record]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in ("Time (UTC)", "Conversation", "Channel", "Level"):
        table.add_column(heading, no_wrap=True)
    table.add_column("Why", overflow="fold")
    for record in records:
        alarm = record.alarm
        table.add_row(
            f"{alarm.time:%Y-%m-%d %H:%M}",
            record.conversation,
            Text(alarm.channel),
            Text(alarm.level.value, style=_STYLES.get(alarm.level, "")),
            Text("\n".join(_why(alarm))),
        )
    return table


def _why(alarm: Alarm) -> Iterator[str]:
    yield from alarm.flags
    by_classifier = alarm.classifier.value if alarm.classifier else "not asked"
    yield f"rules {alarm.rules.value}, classifier {by_classifier}"
    if alarm.guarded:
        yield "deferred by the guard"
    yield from alarm.faults
