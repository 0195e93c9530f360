"""After an alarm: every reply keeps a reminder until help is on its way or it was a mistake, and still answers."""

from __future__ import annotations

import pytest
from unclear import UNCLEAR

from bot.assistant import Assistant
from bot.replies import Reply

EMERGENCY = "my dad can't breathe"
URGENT = "my knee is red and leaking pus"
CRISIS = "I want to end it all"
REMINDERS = {
    EMERGENCY: "If you have not had help yet, call 999 now.",
    URGENT: "If you have not yet, call your clinic",
    CRISIS: "I have not forgotten what you told me.",
}
LATER = {
    "a question": "how likely is an infection?",
    "a question of two parts": "what are the side effects and how do I choose a clinic?",
    "a follow-up": "how long does that last?",
    "small talk": "thanks",
    "another matter": "what's the weather like in Leeds?",
    "an unclear message": UNCLEAR,
    "a request for advice": "should I take ibuprofen?",
    "a denial": "no fever, no redness",
    "an empty message": "   ",
    "a message too long to answer": "The staff were lovely and the tea was warm. " * 120,
}


@pytest.fixture
def sender(request: pytest.FixtureRequest) -> str:
    return request.node.name[:200]


def last_of(reply: Reply) -> str:
    return reply.messages[-1].text


@pytest.mark.parametrize("later", LATER)
@pytest.mark.parametrize("alarm", REMINDERS)
async def test_a_later_reply_keeps_the_reminder(
    assistant: Assistant, sender: str, alarm: str, later: str
) -> None:
    await assistant.reply(sender, alarm)
    reply = await assistant.reply(sender, LATER[later])
    if alarm == CRISIS:  # there the reply itself may be the reminder
        assert [message for message in reply.messages if "116 123" in message.text]
    else:
        assert REMINDERS[alarm] in last_of(reply)


@pytest.mark.parametrize("alarm", REMINDERS)
async def test_a_question_after_an_alarm_is_still_answered(
    assistant: Assistant, sender: str, alarm: str
) -> None:
    await assistant.reply(sender, alarm)
    assert (await assistant.reply(sender, LATER["a question"])).sources == ("infection",)


@pytest.mark.parametrize("alarm", REMINDERS)
async def test_the_reminder_is_one_message_of_its_own(assistant: Assistant, sender: str, alarm: str) -> None:
    await assistant.reply(sender, alarm)
    reply = await assistant.reply(sender, LATER["a question"])
    assert [REMINDERS[alarm] in message.text for message in reply.messages].count(True) == 1


@pytest.mark.parametrize("over", ["the ambulance is here", "sorry, false alarm, my son had my phone"])
@pytest.mark.parametrize("alarm", [EMERGENCY, URGENT])
async def test_there_is_no_reminder_once_it_is_over(
    assistant: Assistant, sender: str, alarm: str, over: str
) -> None:
    await assistant.reply(sender, alarm)
    await assistant.reply(sender, over)
    reply = await assistant.reply(sender, LATER["a question"])
    assert not [message for message in reply.messages if REMINDERS[alarm] in message.text]


async def test_the_reminder_stays_for_twenty_turns(assistant: Assistant, sender: str) -> None:
    await assistant.reply(sender, EMERGENCY)
    for _ in range(20):
        reply = await assistant.reply(sender, LATER["a question"])
    assert REMINDERS[EMERGENCY] in last_of(reply)


async def test_an_urgent_alarm_does_not_lower_the_reminder_of_an_emergency(
    assistant: Assistant, sender: str
) -> None:
    await assistant.reply(sender, EMERGENCY)
    await assistant.reply(sender, URGENT)
    assert REMINDERS[EMERGENCY] in last_of(await assistant.reply(sender, LATER["a question"]))


async def test_a_second_alarm_while_one_is_open_gets_its_own_deferral(
    assistant: Assistant, sender: str
) -> None:
    await assistant.reply(sender, URGENT)
    assert (await assistant.reply(sender, EMERGENCY)).messages[0].text.startswith("Call 999 now")


async def test_whoever_says_that_no_one_answers_keeps_the_reminder(assistant: Assistant, sender: str) -> None:
    await assistant.reply(sender, URGENT)
    reply = await assistant.reply(sender, "I rang the clinic but nobody answers")
    assert REMINDERS[URGENT] in last_of(reply)


async def test_alarms_of_other_senders_are_not_reminded_of(assistant: Assistant, sender: str) -> None:
    await assistant.reply(f"{sender} another", EMERGENCY)
    reply = await assistant.reply(sender, LATER["a question"])
    assert not [message for message in reply.messages if REMINDERS[EMERGENCY] in message.text]
