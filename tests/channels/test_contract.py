"""The contract of every messaging channel: the same conversations over each, with its platform on loopback."""

from __future__ import annotations

import asyncio
import html
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from faults import WORD
from row import Row, Sent
from rows import ROWS
from served_channel import Served, served

from bot.assistant import Assistant
from bot.channels.messaging.words import load_words
from bot.settings import Settings

QUESTION = "how likely is an infection?"
URGENT = "my knee is red and leaking pus"
EMERGENCY = "my throat is closing up and I can't breathe"
WHAT_CAN_YOU_DO = "what can you do?"

every_channel = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


@pytest.fixture
async def channel(row: Row, assistant: Assistant, tmp_path: Path) -> AsyncIterator[Served]:
    async with served(row, assistant, tmp_path) as channel:
        yield channel


def shown(text: str) -> str:
    """Return what a person sees of a text in any platform's form."""
    text = re.sub(r"<(?:tel|https?|mailto):[^|>]*\|([^>]*)>", r"\1", text)
    return html.unescape(re.sub(r"<(?:/?[a-z]+|a href=[^>]*)>", "", text.replace("<br>\n", "\n")))


def of_row(kind: str) -> list[object]:
    """Return a parameter for each of a row's requests of a kind, by its name: it is signed when it is sent."""
    return [pytest.param(row, name, id=f"{row.id}-{name}") for row in ROWS for name in getattr(row, kind)()]


@every_channel
async def test_a_question_is_answered_as_everywhere_with_its_sources_in_the_last_line(
    channel: Served, assistant: Assistant
) -> None:
    elsewhere = await assistant.reply("elsewhere", QUESTION)
    (sent,) = await channel.say(QUESTION)
    *answer, last = shown(sent.text).split("\n")
    assert "\n".join(answer) == elsewhere.messages[0].text
    assert last == "In the article: Infection Risk."
    assert sent.to == channel.row.person


@every_channel
async def test_buttons_are_the_platforms_or_a_numbered_list(channel: Served) -> None:
    (sent,) = await channel.say(WHAT_CAN_YOU_DO)
    if channel.row.shows_four_topics_as_buttons:
        assert sent.buttons[0] == "Side effects in general"
        assert len(sent.buttons) == 4
    else:
        assert sent.buttons == ()
        assert "1. Side effects in general\n" in shown(sent.text)
        assert "4. Talking to your care team\nReply with a number" in shown(sent.text)


@every_channel
@pytest.mark.parametrize("typed", ["3", "the third one", "RISK OF INFECTION"])
async def test_a_choice_can_be_typed_by_its_number_or_its_words(channel: Served, typed: str) -> None:
    await channel.say(WHAT_CAN_YOU_DO)
    (sent,) = await channel.say(typed, id_="2")
    assert "In the article: Infection" in sent.text


@every_channel
async def test_a_choice_can_be_typed_after_a_restart(row: Row, assistant: Assistant, tmp_path: Path) -> None:
    async with served(row, assistant, tmp_path) as before:
        await before.say(WHAT_CAN_YOU_DO)
    async with served(row, assistant, tmp_path) as after:
        (sent,) = await after.say("3", id_="2")
        assert "In the article: Infection" in sent.text


@pytest.mark.parametrize("row", [row for row in ROWS if row.press("x")], ids=lambda row: row.id)
async def test_a_button_that_is_pressed_sends_its_words(channel: Served) -> None:
    pressed = channel.row.press("Risk of infection")
    assert pressed
    assert (await channel.post(pressed))[0] == 200
    (sent,) = await channel.replies()
    assert "In the article: Infection" in sent.text


@every_channel
async def test_something_urgent_is_deferred_first_and_alone(channel: Served) -> None:
    first, *rest = await channel.say(URGENT)
    assert_alone(first, "Please contact your clinic today on 020 7946 0321.")
    assert rest


@every_channel
async def test_an_emergency_is_deferred_first_and_alone(channel: Served, settings: Settings) -> None:
    first, *rest = await channel.say(f"{QUESTION} {EMERGENCY}")
    assert_alone(first, "Call 999 now.")
    assert rest
    if channel.row.calls_numbers:
        assert channel.row.calls_numbers in first.text
    else:
        assert re.search(r"(?<!\S)999(?=[\s.])", first.text)


def assert_alone(sent: Sent, first_words: str) -> None:
    assert shown(sent.text).startswith(first_words)
    assert "In the article" not in sent.text
    assert sent.buttons == ()


@pytest.mark.parametrize(("row", "kind"), of_row("media"))
async def test_what_is_no_text_gets_a_helpful_sentence(
    channel: Served, kind: str, settings: Settings
) -> None:
    assert (await channel.post(channel.row.media()[kind]))[0] == 200
    (sent,) = await channel.replies()
    assert shown(sent.text) == load_words(settings).unreadable(kind)
    assert "999" in sent.text


@pytest.mark.parametrize("row", [row for row in ROWS if row.media()], ids=lambda row: row.id)
async def test_after_an_alarm_the_answer_to_a_picture_keeps_the_reminder(channel: Served) -> None:
    await channel.say(EMERGENCY)
    await channel.post(next(iter(channel.row.media().values())))
    sentence, reminder = await channel.replies()
    assert "Please write to me in words" in sentence.text
    assert "If you have not had help yet" in reminder.text


@every_channel
async def test_an_event_that_is_delivered_again_is_answered_once(channel: Served) -> None:
    again = channel.row.text(QUESTION)
    statuses = [(await channel.post(again))[0] for _ in range(3)]
    assert statuses == [200, 200, 200]
    assert len(await channel.replies()) == 1


@every_channel
async def test_an_event_that_is_delivered_again_after_a_restart_is_answered_once(
    row: Row, assistant: Assistant, tmp_path: Path
) -> None:
    async with served(row, assistant, tmp_path) as before:
        await before.post(row.text(QUESTION))
        assert len(await before.replies()) == 1
    async with served(row, assistant, tmp_path) as after:
        assert (await after.post(row.text(QUESTION)))[0] == 200
        assert await after.replies() == []


@every_channel
async def test_an_unsigned_request_is_refused_and_changes_nothing(channel: Served) -> None:
    request = channel.row.text(QUESTION)
    assert (await channel.post(channel.row.unsigned(request)))[0] == channel.row.unsigned_status
    assert await channel.replies() == []
    assert (await channel.post(request))[0] == 200
    assert len(await channel.replies()) == 1


@every_channel
async def test_a_forged_request_is_refused_and_changes_nothing(channel: Served) -> None:
    request = channel.row.text(QUESTION)
    assert (await channel.post(channel.row.forged(request)))[0] in (401, 403)
    assert await channel.replies() == []
    assert (await channel.post(request))[0] == 200
    assert len(await channel.replies()) == 1


@pytest.mark.parametrize("row", [row for row in ROWS if row.replayed()], ids=lambda row: row.id)
async def test_a_request_signed_long_ago_is_refused(channel: Served) -> None:
    replayed = channel.row.replayed()
    assert replayed
    assert (await channel.post(replayed))[0] in (401, 403)
    assert await channel.replies() == []


@pytest.mark.parametrize(("row", "name"), of_row("handshakes"))
async def test_the_platforms_check_of_the_address_is_answered(channel: Served, name: str) -> None:
    request, status, words = channel.row.handshakes()[name]
    answered, body = await channel.post(request)
    assert answered == status
    assert words in body


@pytest.mark.parametrize(("row", "name"), of_row("ignored"))
async def test_what_no_person_sent_is_taken_and_not_answered(channel: Served, name: str) -> None:
    assert (await channel.post(channel.row.ignored()[name]))[0] == 200
    assert await channel.replies() == []


@every_channel
async def test_a_platform_that_fails_gets_it_again_after_as_long_as_it_asks(channel: Served) -> None:
    channel.platform.failures = list(channel.row.failures)
    (sent,) = await channel.say(QUESTION)
    assert "infection" in sent.text
    assert channel.platform.refused == len(channel.row.failures) == len(channel.pauses)
    if channel.row.names_its_pause:
        assert channel.pauses[0] >= 7


@every_channel
async def test_an_alarm_that_cannot_be_delivered_is_logged_and_counted(
    channel: Served, caplog: pytest.LogCaptureFixture
) -> None:
    channel.platform.failures = [channel.row.down] * 100
    with caplog.at_level(logging.ERROR, "bot"):
        assert await channel.say(f"{EMERGENCY} {WORD}") == []
    assert channel.channel.memory.undelivered == 1
    assert "An alarm could not be delivered" in caplog.text
    assert WORD not in caplog.text
    assert channel.row.person not in caplog.text
    assert channel.platform.refused < 30


@every_channel
async def test_a_platform_that_is_gone_is_survived(row: Row, assistant: Assistant, tmp_path: Path) -> None:
    async with served(row, assistant, tmp_path) as channel:
        await channel.say("thanks")
        await channel.platform.stop()
        assert (await channel.post(row.text(EMERGENCY, id_="2")))[0] == 200
        assert await channel.replies() == []
        assert channel.channel.memory.undelivered == 1


@every_channel
async def test_two_quick_messages_of_one_person_are_answered_in_order(channel: Served) -> None:
    first = channel.row.text("can the therapy cause tumours?", id_="1")
    second = channel.row.text("thanks", id_="2")
    assert (await channel.post(first))[0] == 200
    assert (await channel.post(second))[0] == 200
    answers = [sent.text for sent in await channel.replies()]
    assert ["tumour" in answer for answer in answers] == [True, False]


@every_channel
async def test_the_webhook_is_acknowledged_before_the_reply_is_sent(
    row: Row, assistant: Assistant, tmp_path: Path
) -> None:
    may_answer = asyncio.Event()

    class Slow:
        async def reply(self, sender: str, text: str, channel: str) -> object:
            await may_answer.wait()
            return await assistant.reply(sender, text, channel)

    async with served(row, Slow(), tmp_path) as channel:
        assert (await channel.post(row.text(QUESTION)))[0] == 200
        assert not any(row.sent(recorded) for recorded in channel.platform.received)
        may_answer.set()
        assert len(await channel.replies()) == 1


@every_channel
async def test_people_do_not_share_a_conversation(channel: Served) -> None:
    await channel.say("can the therapy cause tumours?")
    (sent,) = await channel.say("how long does that last?", id_="2", person=channel.row.other_person)
    assert "tumour" not in sent.text
    assert sent.to == channel.row.other_person


@every_channel
async def test_a_failing_assistant_still_defers_an_emergency(row: Row, tmp_path: Path) -> None:
    class Broken:
        async def reply(self, *_: object) -> object:
            raise RuntimeError(f"it said {WORD}")

    async with served(row, Broken(), tmp_path) as channel:
        first, apology = await channel.say(EMERGENCY)
        assert_alone(first, "Call 999 now.")
        assert "something went wrong" in apology.text


@every_channel
async def test_the_conversations_id_holds_nothing_of_the_person(
    row: Row, assistant: Assistant, tmp_path: Path
) -> None:
    senders: list[str] = []

    class Noting:
        async def reply(self, sender: str, text: str, channel: str) -> object:
            senders.append(sender)
            return await assistant.reply(sender, text, channel)

    async with served(row, Noting(), tmp_path) as channel:
        await channel.say(QUESTION)
    assert row.person not in senders[0]
    assert re.fullmatch(r"[a-z_]+-[0-9a-f]{16}", senders[0])


@every_channel
async def test_a_signed_request_of_no_known_form_is_taken(channel: Served) -> None:
    # What a platform adds one day must not make it switch the webhook off; every row's first event shows the form.
    assert (await channel.post(channel.row.text("")))[0] == 200
    assert all("undefined" not in sent.text for sent in await channel.replies())


@pytest.mark.parametrize("row", [row for row in ROWS if row.channel.carrier_words], ids=lambda row: row.id)
class TestCarrierWords:
    @pytest.mark.parametrize("word", ["STOP", "stop.", "Unsubscribe", "END", "quit", "Cancel", "STOPALL"])
    async def test_stop_is_confirmed_once_and_ends_the_chat(self, channel: Served, word: str) -> None:
        (confirmed,) = await channel.say(word)
        assert "no more messages" in confirmed.text
        assert await channel.say(word, id_="2") == []
        assert await channel.say(QUESTION, id_="3") == []

    async def test_who_opted_out_still_gets_the_deferral_of_an_emergency(self, channel: Served) -> None:
        await channel.say("STOP")
        (deferral,) = await channel.say(EMERGENCY, id_="2")
        assert_alone(deferral, "Call 999 now.")

    async def test_start_begins_the_chat_again_after_a_restart(
        self, row: Row, assistant: Assistant, tmp_path: Path
    ) -> None:
        async with served(row, assistant, tmp_path) as before:
            await before.say("STOP")
        async with served(row, assistant, tmp_path) as after:
            assert await after.say(QUESTION, id_="2") == []
            (started,) = await after.say("START", id_="3")
            assert "use this chat again" in started.text
            assert len(await after.say(QUESTION, id_="4")) == 1

    async def test_help_names_the_clinic_its_number_and_how_to_stop(
        self, channel: Served, settings: Settings
    ) -> None:
        (told,) = await channel.say("HELP")
        assert told.text.startswith("In an emergency, call 999 now.")
        assert settings.name in told.text
        assert settings.phone in told.text
        assert "STOP" in told.text

    async def test_stop_within_a_sentence_is_no_keyword(self, channel: Served) -> None:
        (sent,) = await channel.say("when will the pain stop?")
        assert "no more messages" not in sent.text
