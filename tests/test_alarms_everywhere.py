"""A red flag, however wrapped, is deferred first in every state of a conversation and over every channel."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from safety_sentences import alarms
from serving import Server
from unclear import UNCLEAR
from wrappers import WRAPPERS

from bot.assistant import Assistant
from bot.engine import Engine
from bot.safety import Urgency
from bot.shell.conversation import Conversation

Say = Callable[[str, str], Awaitable[list[str]]]
"""Sends (sender, text) and returns the texts of the reply."""

FIRST_WORDS = {Urgency.EMERGENCY: "Call 999 now", Urgency.URGENT: "Please contact your clinic today"}
QUESTIONS = ["how likely is an infection?", "and how long does that last?", "does it hurt?", "thanks"]
OVER = "sorry, false alarm"

STATES: dict[str, list[str]] = {
    "fresh": [],
    "mid-clarification": [UNCLEAR],
    "after an emergency": ["my dad can't breathe"],
    "after an urgent alarm": ["my knee is red and leaking pus"],
    "after a crisis": ["I want to end it all"],
    "after help is on its way": ["my dad can't breathe", "ok ive rung 999"],
    "after 50 turns": [question for question, _ in zip(itertools.cycle(QUESTIONS), range(50), strict=False)],
}
PLAIN_WRAPPERS = (
    "capitals",
    "no apostrophes",
    "politeness before",
    "politeness after",
    "emoji",
    "marks",
    "white space",
)
RED_FLAGS = [(Urgency(level), sentence) for level, _, sentence in alarms()]


@pytest.fixture
def channels(engine: Engine, assistant: Assistant, server: Server) -> dict[str, Say]:
    """The ways to the assistant that a message can take."""
    shells: dict[str, Conversation] = {}

    async def over_rest(sender: str, text: str) -> list[str]:
        return await asyncio.to_thread(server.say, text, sender)

    async def in_plain_rasa(sender: str, text: str) -> list[str]:
        channel = CollectingOutputChannel()
        work = engine._agent.handle_message(UserMessage(text, channel, f"plain {sender}"))
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, engine._loop))
        return [message["text"] for message in channel.messages]

    async def in_the_shell(sender: str, text: str) -> list[str]:
        turn = await shells.setdefault(sender, Conversation(assistant, engine)).say(text)
        return [message.text for message in turn.reply.messages]

    return {"REST": over_rest, "plain Rasa": in_plain_rasa, "the shell": in_the_shell}


def wrapped(kinds: tuple[str, ...]) -> st.SearchStrategy[tuple[Urgency, str]]:
    """Return red flags in one of the wrappers of `kinds`, with their level."""
    wrappers = st.sampled_from(kinds).flatmap(lambda kind: st.sampled_from(WRAPPERS[kind]))
    return st.builds(lambda flag, wrap: (flag[0], wrap(flag[1])), st.sampled_from(RED_FLAGS), wrappers)


@pytest.mark.parametrize("channel", ["REST", "plain Rasa", "the shell"])
@pytest.mark.parametrize("state", STATES)
def test_a_red_flag_is_deferred_first(channels: dict[str, Say], state: str, channel: str) -> None:
    say = channels[channel]
    senders = (f"{state} {channel} {number}" for number in itertools.count())
    long = len(STATES[state]) > 10
    kept = next(senders)

    async def prepare(sender: str) -> None:
        for text in STATES[state]:
            await say(sender, text)

    async def first_of(message: str) -> str:
        sender = kept if long else next(senders)
        if not long:
            await prepare(sender)
        texts = await say(sender, message)
        if long:
            await say(sender, OVER)
        return texts[0]

    if long:
        asyncio.run(prepare(kept))

    @given(wrapped(PLAIN_WRAPPERS))
    @settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
    def deferred_first(red_flag: tuple[Urgency, str]) -> None:
        level, message = red_flag
        first = asyncio.run(first_of(message))
        allowed = [words for urgency, words in FIRST_WORDS.items() if urgency.rank >= level.rank]
        assert first.startswith(tuple(allowed)), (message, first)

    deferred_first()
