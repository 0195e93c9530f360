"""Faults below the assistant, made in the real engine: what the patient gets, what is logged, how it goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults import FAULTS, WORD, Failing, raising, stalling

from bot.assistant import Assistant
from bot.engine import Engine, ModelNotReadyError
from bot.replies import Reply
from bot.responses import load_responses
from bot.safety import Urgency
from bot.settings import Settings
from bot.training import up_to_date

ROOT = Path(__file__).parents[1]
EMERGENCY = f"my {WORD} is sore and I can't breathe"
URGENT = f"my {WORD} is red and my knee is leaking pus"
ASKING_FOR_THE_ACTION = "please delete my data, "
DEFERRALS = [(EMERGENCY, Urgency.EMERGENCY), (URGENT, Urgency.URGENT)]
QUESTION = f"how likely is an infection of my {WORD}?"
STALLING = ("NLU", "the policy", "the store, reading", "the store, writing")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults") / "conversations.db"


@pytest.fixture(scope="module")
def engine(trained_project: Path, database: Path) -> Iterator[Engine]:
    engine = Engine(trained_project, str(database))
    asyncio.run(engine.start())
    yield engine
    asyncio.run(engine.stop())


@pytest.fixture
def sender(request: pytest.FixtureRequest) -> str:
    return request.node.name[:200]


def assistant_over(engine: Engine, settings: Settings, **patience: float) -> Assistant:
    return Assistant(engine, settings, load_responses(ROOT, settings), **patience)


def under(fault: str, text: str) -> str:
    """Return the message to send while the fault is there; the action has no part in other messages."""
    return ASKING_FOR_THE_ACTION + text if "action" in fault else text


def deferral_of(reply: Reply) -> Urgency | None:
    return reply.messages[0].deferral


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("text", "level"), DEFERRALS)
async def test_the_deferral_is_the_first_message(
    engine: Engine, assistant: Assistant, database: Path, sender: str, fault: str, text: str, level: Urgency
) -> None:
    await assistant.reply(sender, QUESTION)
    with FAULTS[fault](engine, database):
        deferral = deferral_of(await assistant.reply(sender, under(fault, text)))
    assert deferral is not None
    assert deferral.rank >= level.rank


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_is_logged_without_the_patients_words(
    engine: Engine,
    assistant: Assistant,
    database: Path,
    sender: str,
    fault: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await assistant.reply(sender, QUESTION)
    caplog.clear()
    with FAULTS[fault](engine, database):
        await assistant.reply(sender, under(fault, EMERGENCY))
    assert [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert WORD not in caplog.text


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_next_message_is_answered_from_the_article_once_the_fault_is_over(
    engine: Engine, assistant: Assistant, database: Path, sender: str, fault: str
) -> None:
    with FAULTS[fault](engine, database):
        await assistant.reply(sender, under(fault, EMERGENCY))
    reply = await assistant.reply(sender, QUESTION)
    assert reply.sources == ("infection",)


async def test_conversations_are_kept_again_after_their_file_was_deleted(
    engine: Engine, assistant: Assistant, database: Path, sender: str
) -> None:
    with FAULTS["the database's file is deleted"](engine, database):
        await assistant.reply(sender, "can the therapy cause tumours?")
    assert (await assistant.reply(sender, "how common is that?")).topic == "tumour_risk"


@pytest.mark.parametrize("part", STALLING)
@pytest.mark.parametrize(("text", "level"), DEFERRALS)
async def test_the_deferral_comes_while_a_part_still_stalls(
    engine: Engine, settings: Settings, sender: str, part: str, text: str, level: Urgency
) -> None:
    impatient = assistant_over(engine, settings, patience=0.2)
    with stalling(engine, part) as stall:
        # Where the machine is slow, the first may give up before it has come to the part that stalls.
        while not stall.is_going_on:
            reply = await impatient.reply(sender, text)
        reply = await impatient.reply(sender, text)
        assert stall.is_going_on
        assert deferral_of(reply) is level


@pytest.mark.parametrize("part", STALLING)
async def test_the_next_message_is_answered_from_the_article_once_a_stall_is_over(
    engine: Engine, assistant: Assistant, settings: Settings, sender: str, part: str
) -> None:
    with stalling(engine, part):
        await assistant_over(engine, settings, patience=0.2).reply(sender, EMERGENCY)
    reply = await assistant.reply(sender, QUESTION)
    assert reply.sources == ("infection",)


async def test_what_fails_after_a_stall_is_logged_without_the_patients_words(
    engine: Engine, assistant: Assistant, settings: Settings, sender: str, caplog: pytest.LogCaptureFixture
) -> None:
    with stalling(engine, "NLU", RuntimeError(f"it said {WORD}")) as stall:
        while not stall.is_going_on:
            await assistant_over(engine, settings, patience=0.2).reply(sender, EMERGENCY)
        caplog.clear()
    await assistant.reply(sender, QUESTION)
    assert "Work in the background failed" in caplog.text
    assert WORD not in caplog.text


async def test_an_alarm_waits_for_no_earlier_message_of_its_sender(
    engine: Engine, settings: Settings, sender: str
) -> None:
    patient = assistant_over(engine, settings, patience=600)
    impatient = assistant_over(engine, settings, patience=0.2)
    impatient._turns = patient._turns
    with stalling(engine, "NLU") as stall:
        first = asyncio.create_task(patient.reply(sender, QUESTION))
        reply = await impatient.reply(sender, EMERGENCY)
        assert not first.done()
        assert deferral_of(reply) is Urgency.EMERGENCY
        stall.end()
        await first


async def test_alarms_are_deferred_while_another_conversation_stalls_the_engine(
    engine: Engine, settings: Settings, sender: str
) -> None:
    impatient = assistant_over(engine, settings, patience=0.5)
    with stalling(engine, "NLU") as stall:
        while not stall.is_going_on:
            await impatient.reply(f"{sender} stalled", QUESTION)
        replies = await asyncio.gather(*(impatient.reply(f"{sender} {n}", EMERGENCY) for n in range(19)))
        assert stall.is_going_on
        assert {deferral_of(reply) for reply in replies} == {Urgency.EMERGENCY}


async def test_conversations_are_answered_while_another_waits_for_its_answer(
    engine: Engine, assistant: Assistant, settings: Settings, sender: str
) -> None:
    waiting = assistant_over(Failing(engine, part="parse", how="stalls"), settings, patience=600)
    stalled = asyncio.create_task(waiting.reply(f"{sender} stalled", QUESTION))
    texts = [EMERGENCY if n % 2 else QUESTION for n in range(19)]
    replies = await asyncio.gather(*(assistant.reply(f"{sender} {n}", text) for n, text in enumerate(texts)))
    assert not stalled.done()
    stalled.cancel()
    assert [deferral_of(reply) for reply in replies[1::2]] == [Urgency.EMERGENCY] * 9
    assert all(reply.sources == ("infection",) for reply in replies[::2])


@pytest.mark.parametrize("part", ["NLU", "the policy", "the store, reading"])
async def test_a_plain_question_gets_a_reply_while_a_part_fails(
    engine: Engine, assistant: Assistant, sender: str, part: str
) -> None:
    with raising(engine, part, RuntimeError(WORD)):
        reply = await assistant.reply(sender, QUESTION)
    assert reply.messages[0].text.strip()


@pytest.fixture
def damaged(trained_project: Path, tmp_path: Path) -> Path:
    """A project whose model was cut off as it was copied."""
    for name in ("config.yml", "domain.yml", "clinic.yml", "data"):
        (tmp_path / name).symlink_to(trained_project / name)
    model = up_to_date(trained_project)
    assert model
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / model.name).write_bytes(model.read_bytes()[:10_000])
    return tmp_path


async def test_a_damaged_model_is_refused_with_what_to_do(damaged: Path) -> None:
    engine = Engine(damaged)
    with pytest.raises(ModelNotReadyError, match="bot train"):
        await engine.start()
    await engine.stop()


async def test_the_deferral_comes_first_over_a_damaged_model(damaged: Path, settings: Settings) -> None:
    engine = Engine(damaged)
    with pytest.raises(ModelNotReadyError):
        await engine.start()
    reply = await assistant_over(engine, settings).reply("anna", EMERGENCY)
    await engine.stop()
    assert deferral_of(reply) is Urgency.EMERGENCY
