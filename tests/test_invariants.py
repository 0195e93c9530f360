"""The six invariants of the house, over the real engine, with every way of failing below it."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faults import Failing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import PolicyPrediction, confidence_scores_for
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message as RasaMessage
from unclear import STILL_UNCLEAR, UNCLEAR

from bot import assistant as assistant_module
from bot.assistant import Assistant
from bot.channels.rest import RestChannel
from bot.engine import Engine
from bot.languages import OTHER_LANGUAGES
from bot.nlu.head import LinearHead
from bot.nlu.trained import LabelHead
from bot.nlu.urgency import UrgencyClassifier
from bot.policies import DialoguePolicy
from bot.responses import load_responses
from bot.safety import Assessment, Urgency
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
EMERGENCY = "my throat is closing up and I can't breathe"
URGENT = "my knee is red and leaking pus"


# 1. The deferral comes first.


FAULTS = [
    ("parse", "raises"),
    ("parse", "stalls"),
    ("answer", "raises"),
    ("answer", "stalls"),
    ("answer", "says nothing"),
    ("answer", "says something else"),
]


@pytest.mark.parametrize(("part", "how"), FAULTS)
@pytest.mark.parametrize(
    ("text", "first"), [(EMERGENCY, "Call 999 now"), (URGENT, "Please contact your clinic today")]
)
async def test_the_deferral_comes_first_whatever_fails_below(
    engine: Engine, settings: Settings, part: str, how: str, text: str, first: str
) -> None:
    failing = Failing(engine, part=part, how=how)
    assistant = Assistant(failing, settings, load_responses(ROOT, settings), patience=0.5)
    reply = await assistant.reply("anna", text)
    assert reply.messages[0].text.startswith(first)


IN_OTHER_LANGUAGES = {
    "ar": "السلام عليكم، أمي ما تقدر تتنفس",
    "bn": "আমার মা শ্বাস নিতে পারছে না",
    "es": "ayudenme porfavor me falta el aire",
    "fr": "Bonjour, mon mari n'arrive plus à respirer",
    "pa": "menu saah nahi aa reha please help",
    "pl": "sorry for my english, nie mogę normalnie oddychać",
    "pt": "minha mãe não consegue respirar",
    "ro": "bună ziua, mama mea nu poate să respire",
    "ur": "میری امی کو سانس نہیں آ رہی",
    "zh": "醫生，我喘不過氣",
}
CRISIS_IN_OTHER_LANGUAGES = {"es": "ya no quiero vivir mas", "zh": "我想自杀", "pl": "chce sie zabic"}


def both_first_words(language: str, settings: Settings, *, kind: str = "emergency") -> tuple[str, str]:
    """Return the clinic's sentence in the language, and how its English deferral begins."""
    words = getattr(settings.deferrals.in_other_languages[language], kind)
    return words.format(**settings.placeholders()) + "\n", "Call 999 now"


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
async def test_an_emergency_in_another_language_is_deferred_in_it_and_then_in_english(
    assistant: Assistant, settings: Settings, language: str
) -> None:
    theirs, english = both_first_words(language, settings)
    reply = await assistant.reply(f"in {language}", IN_OTHER_LANGUAGES[language])
    assert reply.messages[0].text.startswith(theirs + english)


@pytest.mark.parametrize(("language", "text"), CRISIS_IN_OTHER_LANGUAGES.items())
async def test_a_crisis_in_another_language_gets_the_crisis_words_in_both(
    assistant: Assistant, settings: Settings, language: str, text: str
) -> None:
    theirs, english = both_first_words(language, settings, kind="crisis")
    reply = await assistant.reply(f"crisis in {language}", text)
    assert reply.messages[0].text.startswith(theirs + english)
    assert reply.messages[0].text.count(settings.crisis_line) >= 2


@pytest.mark.parametrize(("part", "how"), FAULTS)
@pytest.mark.parametrize("language", ["ur", "ro"])
async def test_the_deferral_in_another_language_comes_first_whatever_fails_below(
    engine: Engine, settings: Settings, part: str, how: str, language: str
) -> None:
    failing = Failing(engine, part=part, how=how)
    assistant = Assistant(failing, settings, load_responses(ROOT, settings), patience=0.5)
    reply = await assistant.reply("anna", IN_OTHER_LANGUAGES[language])
    assert reply.messages[0].text.startswith("".join(both_first_words(language, settings)))


async def test_the_deferral_in_another_language_comes_first_in_a_message_too_long_to_answer(
    assistant: Assistant, settings: Settings
) -> None:
    text = "Buenas tardes, le escribo por mi madre. " * 200 + "No puede respirar."
    reply = await assistant.reply("long", text)
    assert reply.messages[0].text.startswith("".join(both_first_words("es", settings)))


async def test_a_stalled_engine_holds_up_a_reply_no_longer_than_the_assistants_patience(
    engine: Engine, settings: Settings
) -> None:
    blocked = asyncio.run_coroutine_threadsafe(_block(1.5), engine._loop)
    assistant = Assistant(engine, settings, load_responses(ROOT, settings), patience=0.2)
    reply = await assistant.reply("anna", EMERGENCY)
    assert not blocked.done()
    assert reply.messages[0].text.startswith("Call 999 now")
    await asyncio.wrap_future(blocked)


async def _block(seconds: float) -> None:
    time.sleep(seconds)


@pytest.mark.parametrize(
    "before",
    [
        [],
        ["hello"],
        ["does it hurt?"],
        [UNCLEAR],
        [UNCLEAR, STILL_UNCLEAR],
        [EMERGENCY],
        [EMERGENCY, "ok ive rung 999"],
        ["delete my data"],
        ["what are the side effects and how do I choose a clinic?"],
    ],
)
async def test_the_deferral_comes_first_in_every_state_of_a_conversation(
    assistant: Assistant, before: list[str], request: pytest.FixtureRequest
) -> None:
    for text in before:
        await assistant.reply(request.node.name, text)
    reply = await assistant.reply(request.node.name, EMERGENCY)
    assert reply.messages[0].text.startswith("Call 999 now")


async def test_the_deferral_comes_first_with_a_dead_database(
    engine: Engine, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(engine._store, "session_scope", dead)
    reply = await assistant.reply("dead database", EMERGENCY)
    assert reply.messages[0].text.startswith("Call 999 now")


async def test_the_deferral_comes_first_when_even_the_rules_fail(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: str) -> Assessment:
        raise RuntimeError("broken rules")

    monkeypatch.setattr(assistant_module, "assess", broken)
    reply = await assistant.reply("broken rules", "does it hurt?")
    assert reply.messages[0].text.startswith("Please contact your clinic today")


@pytest.mark.parametrize("text", [EMERGENCY, f"/{EMERGENCY}", "/pain_discomfort I can't breathe"])
async def test_plain_rasa_defers_first_through_component_and_policy(engine: Engine, text: str) -> None:
    channel = CollectingOutputChannel()
    work = engine._agent.handle_message(UserMessage(text, channel, f"plain {text}"))
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, engine._loop))
    assert channel.messages[0]["text"].startswith("Call 999 now")


async def test_plain_rasa_over_rest_defers_first_when_all_below_fails() -> None:
    async def failing(_: UserMessage) -> None:
        raise RuntimeError("everything is down")

    channel = CollectingOutputChannel()
    await RestChannel(ROOT).guarded(failing)(UserMessage(EMERGENCY, channel, "anna"))
    assert channel.messages[0]["text"].startswith("Call 999 now")


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
async def test_plain_rasa_defers_first_in_another_language(
    engine: Engine, settings: Settings, language: str
) -> None:
    channel = CollectingOutputChannel()
    message = UserMessage(IN_OTHER_LANGUAGES[language], channel, f"plain {language}")
    work = engine._agent.handle_message(message)
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, engine._loop))
    assert channel.messages[0]["text"].startswith("".join(both_first_words(language, settings)))


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
async def test_plain_rasa_over_rest_defers_first_in_another_language_when_all_below_fails(
    settings: Settings, language: str
) -> None:
    async def failing(_: UserMessage) -> None:
        raise RuntimeError("everything is down")

    channel = CollectingOutputChannel()
    message = UserMessage(IN_OTHER_LANGUAGES[language], channel, "anna")
    await RestChannel(ROOT).guarded(failing)(message)
    assert channel.messages[0]["text"].startswith("".join(both_first_words(language, settings)))


@pytest.mark.parametrize("from_a_form", [True, False])
def test_no_other_policys_prediction_outranks_a_deferral(from_a_form: bool) -> None:
    domain = Domain.load(str(ROOT / "domain.yml"))
    tracker = DialogueStateTracker.from_events(
        "anna", [ActionExecuted("action_listen"), UserUttered(EMERGENCY, {"name": "smalltalk"})], domain.slots
    )
    config = {**DialoguePolicy.get_default_config(), "project": str(ROOT)}
    policy = DialoguePolicy(config, None, None, ExecutionContext(GraphSchema({})))
    rival = PolicyPrediction(
        confidence_scores_for("utter_smalltalk", 1.0, domain),
        "RulePolicy",
        6,
        is_no_user_prediction=from_a_form,
    )
    predictions = [rival, policy.predict_action_probabilities(tracker, domain)]
    best = DefaultPolicyPredictionEnsemble().combine_predictions(predictions, tracker, domain)
    assert domain.action_names_or_texts[best.max_confidence_index] == "utter_emergency"


# 2. Rules and classifier can each raise the urgency; neither can lower it.


def sure_of(level: Urgency) -> LinearHead:
    """Return a second opinion that is sure of one level, whatever the message."""
    bias = np.array([100.0 * (urgency is level) for urgency in Urgency], dtype=np.float32)
    return LinearHead(tuple(urgency.value for urgency in Urgency), np.zeros((1, 4), dtype=np.float32), bias)


@pytest.mark.parametrize("opinion", list(Urgency))
@pytest.mark.parametrize(
    ("text", "by_rules"),
    [(EMERGENCY, Urgency.EMERGENCY), (URGENT, Urgency.URGENT), ("does it hurt?", Urgency.NONE)],
)
def test_the_higher_of_rules_and_classifier_stands(text: str, by_rules: Urgency, opinion: Urgency) -> None:
    classifier = UrgencyClassifier(UrgencyClassifier.get_default_config(), None, None)
    classifier._head = LabelHead(sure_of(opinion))
    message = RasaMessage({"text": text})
    message.add_features(Features(np.ones((1, 1), dtype=np.float32), "sentence", "text", "a test"))
    classifier.process([message])
    assert message.get("urgency")["level"] == Urgency.highest(by_rules, opinion).value


@pytest.mark.parametrize("level", [Urgency.URGENT, Urgency.EMERGENCY])
async def test_what_only_the_classifier_finds_is_deferred_too(
    engine: Engine, assistant: Assistant, monkeypatch: pytest.MonkeyPatch, level: Urgency
) -> None:
    real = engine.parse

    async def alarmed(text: str) -> dict[str, Any]:
        return {**await real(text), "urgency": {"level": level.value}}

    monkeypatch.setattr(engine, "parse", alarmed)
    reply = await assistant.reply(f"classifier {level.value}", "does it hurt?")
    assert reply.messages[0].deferral is level


# 3. A deferral's words come from clinic.yml, with nothing else in them.


async def test_a_deferrals_words_are_the_clinics(engine: Engine, settings: Settings) -> None:
    assistant = Assistant(engine, settings, load_responses(ROOT, settings))
    reply = await assistant.reply("clinic words", EMERGENCY)
    rest = settings.deferrals.emergency.split("{symptom}")[1].format(**settings.placeholders())
    assert reply.messages[0].text.endswith(rest)


# 4 (every medical sentence rests on a passage) is tests/check/test_the_projects_own_data.py.


async def test_a_reply_names_the_passages_that_it_rests_on(assistant: Assistant) -> None:
    assert (await assistant.reply("sources", "how likely is an infection?")).sources == ("infection",)


async def test_a_reply_without_the_article_names_no_passage(assistant: Assistant) -> None:
    assert (await assistant.reply("no sources", "hello")).sources == ()


# 5. Every message gets at least one reply that is not empty.


@given(text=st.one_of(st.text(max_size=300), st.binary(max_size=100).map(lambda b: b.decode("latin-1"))))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered(assistant: Assistant, text: str) -> None:
    reply = asyncio.run(assistant.reply("any text", text))
    assert reply.messages
    assert all(message.text.strip() for message in reply.messages)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\n",
        "🙂",
        "😭" * 500,
        "/",
        "/restart",
        "/greet{",
        "\x00\x01",
        "a" * 20_000,
        "¿Duele?",
        "痛い",
        "\ud800",
    ],
)
async def test_odd_messages_are_answered(assistant: Assistant, text: str) -> None:
    assert (await assistant.reply("odd", text)).messages[0].text.strip()


# 6. No patient's words in logs.


@pytest.mark.parametrize(("part", "how"), [("parse", "raises"), ("answer", "raises"), ("parse", "stalls")])
async def test_a_failure_is_logged_without_the_patients_words(
    engine: Engine, settings: Settings, caplog: pytest.LogCaptureFixture, part: str, how: str
) -> None:
    failing = Failing(engine, part=part, how=how)
    assistant = Assistant(failing, settings, load_responses(ROOT, settings), patience=0.2)
    with caplog.at_level(logging.DEBUG):
        await assistant.reply("log", "is xylophone pain normal?")
    assert "could not be answered" in caplog.text
    assert "xylophone" not in caplog.text
