"""Recording alarms: what an alarm of the real assistant leaves, and that no fault in it touches a reply."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from test_invariants import EMERGENCY, URGENT, Failing

from bot import assistant as assistant_module
from bot.alarms.alarm import Alarm, Recorder
from bot.alarms.recorder import AlarmRecorder
from bot.alarms.store import AlarmStore, read_alarms
from bot.assistant import Answering, Assistant
from bot.engine import Engine
from bot.responses import load_responses
from bot.safety import Assessment, Urgency
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
QUIET = ["hello", "can it cause breathing problems?", "no fever, no pus", "my arm is a bit sore", ""]

Answer = Callable[..., Assistant]


@pytest.fixture
def answering(engine: Engine, settings: Settings) -> Answer:
    """Makes an assistant over the real engine, or over one that fails, with a recorder."""

    def make(recorder: Recorder | None, over: Answering = engine) -> Assistant:
        responses = load_responses(ROOT, settings)
        return Assistant(over, settings, responses, patience=5.0, recorder=recorder)

    return make


async def recorded(answering: Answer, path: Path, *texts: str, over: Answering | None = None) -> list[Alarm]:
    """Say the messages and return the alarms that they left, oldest first."""
    recorder = AlarmRecorder(AlarmStore(path))
    assistant = answering(recorder, over) if over else answering(recorder)
    for text in texts:
        await assistant.reply("anna", text, "sms")
    await recorder.close()
    return [record.alarm for record in reversed(read_alarms(path))] if path.exists() else []


async def test_an_alarm_leaves_its_level_its_votes_its_flags_and_its_channel(
    answering: Answer, tmp_path: Path
) -> None:
    (alarm,) = await recorded(answering, tmp_path / "alarms.db", EMERGENCY)
    assert (alarm.level, alarm.rules, alarm.channel) == (Urgency.EMERGENCY, Urgency.EMERGENCY, "sms")
    assert isinstance(alarm.classifier, Urgency)
    assert alarm.flags == ("throat_closing", "breathing_trouble")


async def test_a_deferral_of_rasas_own_is_not_put_down_to_the_guard(
    answering: Answer, tmp_path: Path
) -> None:
    (alarm,) = await recorded(answering, tmp_path / "alarms.db", URGENT)
    assert (alarm.guarded, alarm.faults) == (False, ())


async def test_what_is_no_alarm_leaves_nothing(answering: Answer, tmp_path: Path) -> None:
    assert await recorded(answering, tmp_path / "alarms.db", *QUIET) == []


async def test_each_alarm_leaves_one_record(answering: Answer, tmp_path: Path) -> None:
    alarms = await recorded(answering, tmp_path / "alarms.db", EMERGENCY, "hello", URGENT)
    assert [alarm.level for alarm in alarms] == [Urgency.EMERGENCY, Urgency.URGENT]


async def test_a_denied_flag_beside_a_reported_one_is_not_recorded(answering: Answer, tmp_path: Path) -> None:
    (alarm,) = await recorded(answering, tmp_path / "alarms.db", "no fever but my throat is closing up")
    assert alarm.flags == ("throat_closing",)


async def test_what_only_the_classifier_finds_is_recorded_as_its_vote(
    answering: Answer, engine: Engine, tmp_path: Path
) -> None:
    class Alarmed(Failing):
        async def parse(self, text: str) -> dict[str, object]:
            votes = {"level": "urgent", "rules": "none", "classifier": "urgent"}
            return {**await super().parse(text), "urgency": votes}

    over = Alarmed(engine, part="none", how="works")
    (alarm,) = await recorded(answering, tmp_path / "alarms.db", "does it hurt?", over=over)
    assert (alarm.rules, alarm.classifier, alarm.flags) == (Urgency.NONE, Urgency.URGENT, ())


@pytest.mark.parametrize(
    ("part", "how", "fault"),
    [
        ("parse", "raises", "engine: RuntimeError"),
        ("answer", "raises", "engine: RuntimeError"),
        ("answer", "says nothing", "engine: no deferral"),
        ("answer", "says something else", "engine: no deferral"),
    ],
)
async def test_an_alarm_answered_by_the_guard_is_recorded_with_what_failed(
    answering: Answer, engine: Engine, tmp_path: Path, part: str, how: str, fault: str
) -> None:
    over = Failing(engine, part=part, how=how)
    (alarm,) = await recorded(answering, tmp_path / "alarms.db", EMERGENCY, over=over)
    assert (alarm.guarded, alarm.faults) == (True, (fault,))


async def test_a_stalled_engine_is_recorded_as_a_timeout_without_a_classifiers_vote(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    recorder = AlarmRecorder(AlarmStore(tmp_path / "alarms.db"))
    stalled = Failing(engine, part="parse", how="stalls")
    assistant = Assistant(stalled, settings, load_responses(ROOT, settings), patience=0.1, recorder=recorder)
    await assistant.reply("anna", EMERGENCY)
    await recorder.close()
    (record,) = read_alarms(tmp_path / "alarms.db")
    assert (record.alarm.faults, record.alarm.classifier) == (("engine: TimeoutError",), None)


async def test_rules_that_fail_are_recorded(
    answering: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: str) -> Assessment:
        raise RuntimeError("broken rules")

    monkeypatch.setattr(assistant_module, "assess", broken)
    (alarm,) = await recorded(answering, tmp_path / "alarms.db", "does it hurt?")
    assert (alarm.level, alarm.guarded, alarm.faults) == (Urgency.URGENT, True, ("rules: RuntimeError",))


async def test_an_alarm_in_a_message_too_long_to_answer_is_recorded_and_no_fault(
    answering: Answer, tmp_path: Path
) -> None:
    (alarm,) = await recorded(answering, tmp_path / "alarms.db", f"I can't breathe. {'blah ' * 1_000}")
    assert (alarm.guarded, alarm.faults) == (True, ())


async def test_without_a_recorder_nothing_is_written(
    answering: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("an alarm was recorded")

    monkeypatch.setattr(AlarmStore, "add", refuse)
    monkeypatch.setattr(AlarmRecorder, "record", refuse)
    assert (await answering(None).reply("anna", EMERGENCY)).urgency is Urgency.EMERGENCY


# No fault of the record touches a reply.


class Raising:
    """A recorder, and a store, that raises."""

    def record(self, sender: str, alarm: Alarm) -> None:
        raise RuntimeError(f"the sender's id must not be in the log: {sender}")

    def add(self, sender: str, alarm: Alarm) -> None:
        self.record(sender, alarm)

    def delete_older_than(self, days: float) -> int:
        raise RuntimeError


class Stalled:
    """A store that stands still until it is let go."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.let_go = threading.Event()
        self.kept: list[Alarm] = []

    def add(self, sender: str, alarm: Alarm) -> None:
        self.reached.set()
        self.let_go.wait()
        self.kept.append(alarm)

    def delete_older_than(self, days: float) -> int:
        return 0


async def test_a_recorder_that_raises_changes_nothing_of_the_reply(
    answering: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        reply = await answering(Raising()).reply("anna-xylophone", EMERGENCY)
    assert reply.messages == (await answering(None).reply("ben", EMERGENCY)).messages
    assert "An alarm could not be recorded: RuntimeError" in caplog.text
    assert "xylophone" not in caplog.text


async def test_a_store_that_raises_is_logged_by_its_kind_and_counted(
    answering: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = AlarmRecorder(Raising())
    assistant = answering(recorder)
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            await assistant.reply("anna-xylophone", EMERGENCY)
        await recorder.close()
    assert recorder.lost == 2
    assert "could not be recorded (2 since the start): RuntimeError" in caplog.text
    assert "xylophone" not in caplog.text


async def test_a_store_that_stalls_holds_up_no_reply_and_loses_only_what_there_is_no_room_for(
    answering: Answer,
) -> None:
    store = Stalled()
    recorder = AlarmRecorder(store, most_waiting=2)
    assistant = answering(recorder)
    replies = [await assistant.reply("anna", EMERGENCY)]
    assert store.reached.wait(60)  # one is being written, so there is room for two more
    replies += [await assistant.reply("anna", EMERGENCY) for _ in range(4)]
    assert store.kept == []
    assert all(reply.messages[0].text.startswith("Call 999 now") for reply in replies)
    assert recorder.lost == 2
    store.let_go.set()
    await recorder.close()
    assert len(store.kept) == 3


async def test_an_alarm_waits_for_a_locked_database_while_its_reply_does_not(
    answering: Answer, tmp_path: Path
) -> None:
    path = tmp_path / "alarms.db"
    AlarmStore(path).delete_older_than(365)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    recorder = AlarmRecorder(AlarmStore(path))
    reply = await answering(recorder).reply("anna", EMERGENCY)
    assert reply.messages[0].text.startswith("Call 999 now")
    assert read_alarms(path) == []
    other.execute("ROLLBACK")
    await recorder.close()
    assert len(read_alarms(path)) == 1


async def test_alarms_are_recorded_again_once_the_disk_is_back(answering: Answer, tmp_path: Path) -> None:
    in_the_way = tmp_path / "var"
    in_the_way.touch()
    recorder = AlarmRecorder(AlarmStore(in_the_way / "alarms.db"))
    assistant = answering(recorder)
    await assistant.reply("anna", URGENT)
    for _ in range(6_000):
        if recorder.lost:
            break
        await asyncio.sleep(0.01)
    in_the_way.unlink()
    await assistant.reply("anna", EMERGENCY)
    await recorder.close()
    assert [record.alarm.level for record in read_alarms(in_the_way / "alarms.db")] == [Urgency.EMERGENCY]
