"""What is particular to one platform, and what happens around the conversation: restarts, batches, plain Rasa."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from rasa.core.channels.channel import CollectingOutputChannel
from row import Req
from rows_callback import Callback
from rows_mail import Mailgun, SendGrid
from rows_meta import Messenger, WhatsAppCloud, signed
from rows_slack import Slack
from rows_teams import Teams
from rows_telegram import Telegram
from rows_twilio import TwilioSms
from served_channel import served

from bot.assistant import Assistant
from bot.channels.messaging.compose import Part
from bot.channels.messaging.incoming import Incoming
from bot.channels.messaging.memory import Memory
from bot.channels.render import send
from bot.engine import Engine
from bot.yamlfile import DataError

EMERGENCY = "my throat is closing up and I can't breathe"
QUESTION = "how likely is an infection?"


async def test_what_a_killed_bot_left_unanswered_is_answered_when_it_starts_again(
    assistant: Assistant, tmp_path: Path
) -> None:
    row = Telegram()
    killed = Memory("telegram", tmp_path / "messaging.db")
    await killed.take(Incoming("7", row.person, {"to": row.person}, EMERGENCY))
    killed.close()
    async with served(row, assistant, tmp_path) as channel:
        await channel.channel.resume()
        first, *_ = await channel.replies()
        assert first.text.startswith("Call 999 now.")
        await channel.channel.resume()
        assert await channel.replies() == []


async def test_several_events_in_one_request_are_all_answered_in_order(
    assistant: Assistant, tmp_path: Path
) -> None:
    row = WhatsAppCloud()
    bodies = [
        json.loads(row.text(words, id_=words[:3]).body) for words in ("can it cause tumours?", "thanks")
    ]
    whole = {**bodies[0], "entry": [entry for body in bodies for entry in body["entry"]]}
    async with served(row, assistant, tmp_path) as channel:
        assert (await channel.post(signed(whole)))[0] == 200
        answers = [sent.text for sent in await channel.replies()]
        assert ["tumour" in answer for answer in answers] == [True, False]


async def test_short_choices_are_whatsapps_own_buttons_or_list(assistant: Assistant, tmp_path: Path) -> None:
    async with served(WhatsAppCloud(), assistant, tmp_path) as channel:
        for choices, kind in (
            (("Pain", "Swelling"), "button"),
            (("Pain", "Swelling", "Infection", "Tumours"), "list"),
        ):
            await channel.channel.deliver({"to": "447700900123"}, Part("Which one?", choices))
            assert channel.platform.received[-1].body["interactive"]["type"] == kind
            assert [sent.buttons for sent in await channel.replies()] == [choices]


@pytest.mark.parametrize("status", ["failed", "undelivered"])
async def test_an_alarm_that_the_carrier_loses_later_is_counted(
    assistant: Assistant, tmp_path: Path, status: str
) -> None:
    row = TwilioSms()
    report = {"MessageSid": "SM5", "MessageStatus": status, "ErrorCode": "30003", "To": row.person}
    async with served(row, assistant, tmp_path) as channel:
        await channel.say(EMERGENCY)
        callbacks = ["StatusCallback" in recorded.body for recorded in channel.platform.received]
        assert callbacks == [True] + [False] * (len(callbacks) - 1)
        assert (await channel.post(row.signed(report)))[0] == 200
        assert channel.channel.memory.undelivered == 1


async def test_an_alarm_that_whatsapp_loses_later_is_counted(assistant: Assistant, tmp_path: Path) -> None:
    row = WhatsAppCloud()
    status = {
        "id": "wamid.a",
        "status": "failed",
        "errors": [{"code": 131026}],
        "biz_opaque_callback_data": "alarm",
    }
    async with served(row, assistant, tmp_path) as channel:
        await channel.say(EMERGENCY)
        assert channel.platform.received[0].body["biz_opaque_callback_data"] == "alarm"
        await channel.post(row.value({"statuses": [status, {**status, "biz_opaque_callback_data": None}]}))
        assert channel.channel.memory.undelivered == 1


async def test_where_twilio_has_answered_stop_itself_the_bot_says_nothing(
    assistant: Assistant, tmp_path: Path
) -> None:
    row = TwilioSms()
    async with served(row, assistant, tmp_path) as channel:
        await channel.post(row.signed(row.form("s", row.person, Body="STOP", OptOutType="STOP")))
        assert await channel.replies() == []
        assert await channel.say(QUESTION, id_="2") == []


async def test_a_button_of_telegrams_stops_spinning(assistant: Assistant, tmp_path: Path) -> None:
    row = Telegram()
    pressed = row.press("Risk of infection")
    assert pressed
    async with served(row, assistant, tmp_path) as channel:
        await channel.post(pressed)
        await channel.replies()
        methods = [recorded.path.rpartition("/")[2] for recorded in channel.platform.received]
        assert methods == ["answerCallbackQuery", "sendMessage"]


@pytest.mark.parametrize("words", ["/start", "/start@ClinicBot", "/start ref"])
async def test_starting_a_chat_is_greeted(assistant: Assistant, tmp_path: Path, words: str) -> None:
    async with served(Telegram(), assistant, tmp_path) as channel:
        (sent,) = await channel.say(words)
        assert sent.text.startswith("Hello.")


async def test_get_started_is_greeted_in_messenger(assistant: Assistant, tmp_path: Path) -> None:
    row = Messenger()
    async with served(row, assistant, tmp_path) as channel:
        await channel.post(
            row.event({"postback": {"mid": "m_s", "title": "Get started", "payload": "GET_STARTED"}})
        )
        (sent,) = await channel.replies()
        assert sent.text.startswith("Hello.")


async def test_the_words_under_a_picture_are_answered_before_the_sentence_on_it(
    assistant: Assistant, tmp_path: Path
) -> None:
    row = WhatsAppCloud()
    image = {"id": "481", "mime_type": "image/jpeg", "caption": EMERGENCY}
    async with served(row, assistant, tmp_path) as channel:
        await channel.post(row.message("image", image))
        sent = await channel.replies()
        assert sent[0].text.startswith("Call 999 now.")
        assert sent[-1].text.startswith("I cannot look at pictures.")


async def test_slack_answers_a_mention_in_its_thread(assistant: Assistant, tmp_path: Path) -> None:
    row = Slack()
    mention = {
        **row.message("1", channel="C1", text="<@U0LAN0Z89> how likely is an infection?"),
        "type": "app_mention",
    }
    del mention["channel_type"]
    async with served(row, assistant, tmp_path) as channel:
        await channel.post(row.event(mention))
        assert "In the article" in (await channel.replies())[0].text
        assert channel.platform.received[-1].body["thread_ts"] == mention["ts"]


@pytest.mark.parametrize(
    ("name", "value"), [("serviceUrl", "https://evil.example/"), ("channelId", "webchat")]
)
async def test_a_token_of_teams_is_good_for_its_own_service_and_channel_only(
    assistant: Assistant, tmp_path: Path, name: str, value: str
) -> None:
    async with served(Teams(), assistant, tmp_path) as channel:
        request = channel.row.text(QUESTION)
        changed = {**json.loads(request.body), name: value}
        assert (await channel.post(Req(json.dumps(changed).encode(), request.headers)))[0] == 403
        assert await channel.replies() == []


async def test_a_token_of_mailguns_cannot_be_used_for_another_mail(
    assistant: Assistant, tmp_path: Path
) -> None:
    row = Mailgun()
    async with served(row, assistant, tmp_path) as channel:
        request = row.text(QUESTION)
        await channel.post(request)
        assert len(await channel.replies()) == 1
        form = {
            **dict(parse_qsl(request.body.decode())),
            "Message-Id": "<other@x>",
            "body-plain": "delete my data",
        }
        assert (await channel.post(Req(urlencode(form).encode(), request.headers)))[0] == 403
        assert await channel.replies() == []


@pytest.mark.parametrize("row", [Mailgun(), SendGrid()], ids=lambda row: row.id)
async def test_the_alarm_is_the_subject_of_its_mail_and_its_number_a_link(
    row: Any, assistant: Assistant, tmp_path: Path
) -> None:
    async with served(row, assistant, tmp_path) as channel:
        first, *rest = await channel.say(EMERGENCY)
        assert first.subject == "Call 999 now."
        assert all(sent.subject == "Re: Your visit" for sent in rest)
        mail = channel.platform.received[0]
        assert '<a href="tel:999">999</a>' in mail.get_body(("html",)).get_content()
        assert mail["In-Reply-To"] == "<1@mail.example.org>"


async def test_a_mail_with_a_large_attachment_is_answered(assistant: Assistant, tmp_path: Path) -> None:
    row = SendGrid()
    async with served(row, assistant, tmp_path) as channel:
        request = row.mail("big", row.person, subject="Re: x", body=EMERGENCY, attachments=1)
        assert len(request.body) > 100_000
        assert (await channel.post(request))[0] == 200
        sent = await channel.replies()
        assert sent[0].text.startswith("Call 999 now.")
        assert sent[-1].text.startswith("I cannot read files.")


async def test_a_request_that_is_too_large_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    async with served(Telegram(), assistant, tmp_path) as channel:
        request = channel.row.text(QUESTION)
        assert (await channel.post(Req(b" " * 5_000_000, request.headers)))[0] == 413


async def test_a_body_that_is_no_json_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    async with served(Telegram(), assistant, tmp_path) as channel:
        request = channel.row.text(QUESTION)
        assert (await channel.post(Req(b"not json", request.headers)))[0] == 400


async def test_an_event_of_no_known_form_is_taken_and_logged_by_its_kind(
    assistant: Assistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    request = signed(
        {
            "object": "page",
            "entry": [
                {
                    "messaging": [
                        {
                            "sender": {"id": "7"},
                            "message": {"text": "xylophone"},
                            "timestamp": int(time.time()),
                        }
                    ]
                }
            ],
        }
    )
    async with served(Messenger(), assistant, tmp_path) as channel:
        with caplog.at_level(logging.ERROR, "bot"):
            assert (await channel.post(request))[0] == 200
    assert "could not be read: KeyError" in caplog.text
    assert "xylophone" not in caplog.text


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"sender": "", "message": "a"}', b'{"sender": "a", "message": 1}']
)
async def test_a_wrong_request_of_a_client_of_ones_own_gets_400(
    assistant: Assistant, tmp_path: Path, body: bytes
) -> None:
    async with served(Callback(), assistant, tmp_path) as channel:
        assert (await channel.post(Req(body, channel.row.text("a").headers)))[0] == 400


async def test_a_client_gets_the_whole_reply_as_custom_of_the_first_message(
    assistant: Assistant, tmp_path: Path
) -> None:
    async with served(Callback(), assistant, tmp_path) as channel:
        await channel.say(f"{QUESTION} {EMERGENCY}")
        first, *rest = [recorded.body for recorded in channel.platform.received]
        assert first["custom"]["urgency"] == "emergency"
        assert first["custom"]["replies"][0] == first["text"]
        assert rest
        assert all("custom" not in message for message in rest)


async def test_rest_clients_get_the_whole_reply_as_custom_too(assistant: Assistant) -> None:
    channel = CollectingOutputChannel()
    reply = await assistant.reply("anna", "what can you do?")
    await send(reply, "anna", channel)
    assert channel.messages[0]["custom"] == reply.as_dict()
    assert channel.messages[0]["text"] == reply.messages[0].text
    assert [button["title"] for button in channel.messages[0]["buttons"]] == list(reply.buttons)


async def test_over_plain_rasa_a_channel_says_the_same(
    engine: Engine, assistant: Assistant, tmp_path: Path
) -> None:
    async with served(Telegram(), assistant, tmp_path) as channel:
        loop = asyncio.get_running_loop()

        async def plain(message: Any) -> None:
            message.output_channel = _Relay(message.output_channel, loop)
            await engine._in_thread(engine._ready().handle_message(message))

        channel.channel._on_new_message = plain
        first, *_ = await channel.say(f"{QUESTION} {EMERGENCY}")
        assert first.text.startswith("Call 999 now.")
        (answer,) = await channel.say("sorry, false alarm", id_="2")
        assert answer.text.startswith("Thank you for telling me.")


class _Relay(CollectingOutputChannel):
    """Rasa runs in the engine's thread here; what it sends goes back to the loop of the channel."""

    def __init__(self, channel: Any, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._channel, self._loop = channel, loop

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        work = self._channel.send_response(recipient_id, message)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))


def test_a_wrong_public_key_is_said_plainly() -> None:
    with pytest.raises(DataError, match="public_key is none"):
        SendGrid.channel.from_credentials({**SendGrid().credentials("127.0.0.1:25"), "public_key": "AAAA"})


def test_a_wrong_mail_setting_is_said_plainly() -> None:
    with pytest.raises(DataError, match="starttls, tls, none"):
        Mailgun.channel.from_credentials({**Mailgun().credentials("127.0.0.1:25"), "smtp_security": "maybe"})
