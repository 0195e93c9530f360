"""WhatsApp's Cloud API, Messenger and Instagram, as Meta's documentation shows their requests."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

from platform_fakes import Recorded
from row import Features, Req, Row, Sent

from bot.channels.messenger import InstagramChannel, MessengerChannel
from bot.channels.whatsapp import WhatsAppChannel

_SECRET, _VERIFY, _TOKEN = "test-app-secret", "test-verify", "test-token"
_NUMBER = "106540352242922"
_SIGNATURE = "`X-Hub-Signature-256` (HMAC-SHA256)"
_REPLAY = "message id; nothing older than 8 days"


def signed(body: dict[str, Any]) -> Req:
    content = json.dumps(body).encode()
    digest = hmac.new(_SECRET.encode(), content, hashlib.sha256).hexdigest()
    return Req(content, {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"})


class MetaRow(Row):
    signature_header = "X-Hub-Signature-256"
    failures = (
        (429, {"Retry-After": "7"}, {"error": {"code": 80007, "message": "Rate limit issues"}}),
        (400, {}, {"error": {"code": 130429, "message": "Rate limit hit"}}),
        (500, {}, {"error": {"code": 2, "message": "An unexpected error", "is_transient": True}}),
    )

    def handshakes(self) -> dict[str, tuple[Req, int, str]]:
        def asking(token: str) -> Req:
            return Req(
                method="GET", query=f"?hub.mode=subscribe&hub.verify_token={token}&hub.challenge=1158201444"
            )

        return {"known": (asking(_VERIFY), 200, "1158201444"), "unknown": (asking("wrong"), 403, "")}


class WhatsAppCloud(MetaRow):
    id = "whatsapp-cloud"
    channel = WhatsAppChannel
    person = "447700900123"
    other_person = "447700900456"
    features = Features(
        page="whatsapp",
        signature=_SIGNATURE,
        buttons="3 buttons, a list of 10, else numbered list",
        number="digits, which the app recognises",
        markup="WhatsApp's own",
        replay=_REPLAY,
        keywords="STOP, START, HELP",
    )

    def answer(self, recorded: Recorded) -> Any:
        return {"messaging_product": "whatsapp", "messages": [{"id": "wamid.answer"}]}

    def credentials(self, url: str) -> dict[str, Any]:
        return {
            "phone_number_id": _NUMBER,
            "access_token": _TOKEN,
            "secret": _SECRET,
            "verify": _VERIFY,
            "api": url,
        }

    def text(self, words: str, *, id_: str = "1", person: str | None = None) -> Req:
        return self.message("text", {"body": words}, id_=id_, person=person)

    def media(self) -> dict[str, Req]:
        file = {"mime_type": "image/jpeg", "sha256": "abc", "id": "481"}
        contents: dict[str, tuple[str, Any]] = {
            "voice": ("audio", {**file, "voice": True}),
            "picture": ("image", file),
            "video": ("video", file),
            "file": ("document", {**file, "filename": "letter.pdf"}),
            "sticker": ("sticker", {**file, "animated": False}),
            "location": ("location", {"latitude": 51.5, "longitude": -0.1}),
            "contact": ("contacts", [{"name": {"formatted_name": "B"}}]),
            "reaction": ("reaction", {"message_id": "wamid.x", "emoji": "👍"}),
            "other": ("unsupported", None),
        }
        return {kind: self.message(type_, content, id_=kind) for kind, (type_, content) in contents.items()}

    def press(self, words: str) -> Req | None:
        content = {"type": "list_reply", "list_reply": {"id": words, "title": words}}
        return self.message("interactive", content, id_="pressed")

    def ignored(self) -> dict[str, Req]:
        status = {
            "id": "wamid.a",
            "status": "read",
            "timestamp": str(int(time.time())),
            "recipient_id": self.person,
        }
        return {
            "a receipt": self.value({"statuses": [status]}),
            "a reaction taken back": self.message(
                "reaction", {"message_id": "wamid.x", "emoji": ""}, id_="back"
            ),
            "a change of number": self.message(
                "system", {"body": "changed number", "type": "user_changed_number"}
            ),
            "a message to another number": self.message("text", {"body": "hello"}, number="999"),
        }

    def replayed(self) -> Req | None:
        return self.message("text", {"body": "hello"}, moment=time.time() - 30 * 24 * 60 * 60)

    def sent(self, recorded: Recorded) -> Sent | None:
        assert recorded.path == f"/{_NUMBER}/messages"
        assert recorded.headers["Authorization"] == f"Bearer {_TOKEN}"
        message = recorded.body
        if message["type"] == "text":
            return Sent(message["to"], message["text"]["body"])
        shown = message["interactive"]
        if shown["type"] == "button":
            assert len(shown["action"]["buttons"]) <= 3
            buttons = [button["reply"]["title"] for button in shown["action"]["buttons"]]
            assert all(len(button) <= 20 for button in buttons)
        else:
            (section,) = shown["action"]["sections"]
            buttons = [row["title"] for row in section["rows"]]
            assert len(buttons) <= 10
            assert all(len(button) <= 24 for button in buttons)
        assert len(shown["body"]["text"]) <= 1024
        return Sent(message["to"], shown["body"]["text"], tuple(buttons))

    def message(
        self,
        type_: str,
        content: Any,
        *,
        id_: str = "1",
        person: str | None = None,
        number: str = _NUMBER,
        moment: float | None = None,
    ) -> Req:
        message = {
            "from": person or self.person,
            "id": f"wamid.{id_}",
            "timestamp": str(int(moment or time.time())),
            "type": type_,
            type_: content,
        }
        if content is None:
            message["errors"] = [{"code": 131051, "title": "Unsupported message type"}]
        contacts = [{"profile": {"name": "Sam"}, "wa_id": person or self.person}]
        return self.value({"contacts": contacts, "messages": [message]}, number)

    def value(self, value: dict[str, Any], number: str = _NUMBER) -> Req:
        metadata = {"display_phone_number": "447700900999", "phone_number_id": number}
        change = {
            "value": {"messaging_product": "whatsapp", "metadata": metadata, **value},
            "field": "messages",
        }
        return signed(
            {
                "object": "whatsapp_business_account",
                "entry": [{"id": "8856996819413533", "changes": [change]}],
            }
        )


class Messenger(MetaRow):
    id = "facebook"
    channel = MessengerChannel
    person = "6543210987654321"
    other_person = "6543210987650000"
    page = "682498302938465"
    of_object = "page"
    features = Features(
        page="messenger",
        signature=_SIGNATURE,
        buttons="13 quick replies, else numbered list",
        number="digits, which the app recognises",
        markup="plain text",
        replay=_REPLAY,
    )

    def answer(self, recorded: Recorded) -> Any:
        return {"recipient_id": self.person, "message_id": "m_answer"}

    def credentials(self, url: str) -> dict[str, Any]:
        return {"page-access-token": _TOKEN, "secret": _SECRET, "verify": _VERIFY, "api": url}

    def text(self, words: str, *, id_: str = "1", person: str | None = None) -> Req:
        return self.event({"message": {"mid": f"m_{id_}", "text": words}}, person)

    def media(self) -> dict[str, Req]:
        def of(type_: str, **more: Any) -> Req:
            payload = {"url": "https://cdn.example/1", **more}
            return self.event(
                {"message": {"mid": f"m_{type_}{more}", "attachments": [{"type": type_, "payload": payload}]}}
            )

        return {
            "voice": of("audio"),
            "picture": of("image"),
            "video": of("video"),
            "file": of("file"),
            "sticker": of("image", sticker_id=369239263222822),
            "location": of("location"),
            "reaction": self.event(
                {"reaction": {"mid": "m_0", "action": "react", "reaction": "love", "emoji": "❤"}}
            ),
        }

    def press(self, words: str) -> Req | None:
        return self.event({"message": {"mid": "m_pressed", "text": words, "quick_reply": {"payload": words}}})

    def ignored(self) -> dict[str, Req]:
        return {
            "an echo": self.event({"message": {"mid": "m_2", "text": "hello", "is_echo": True, "app_id": 1}}),
            "a receipt": self.event({"read": {"watermark": 1458668856253}}),
            "a delivery": self.event({"delivery": {"mids": ["m_3"], "watermark": 1458668856253}}),
            "an edit": self.event({"message_edit": {"mid": "m_1", "text": "hello there", "num_edit": 1}}),
            "a deletion": self.event({"message": {"mid": "m_4", "is_deleted": True}}),
            "an opt-in without a sender": self.event(
                {"optin": {"ref": "r", "user_ref": "u"}, "sender": None}
            ),
            "a notice on Meta's policy": self.event(
                {"policy-enforcement": {"action": "warning", "reason": "r"}, "sender": None}
            ),
            "a reaction taken back": self.event({"reaction": {"mid": "m_0", "action": "unreact"}}),
        }

    def replayed(self) -> Req | None:
        return self.event(
            {"message": {"mid": "m_old", "text": "hello"}}, moment=time.time() - 30 * 24 * 60 * 60
        )

    def sent(self, recorded: Recorded) -> Sent | None:
        assert recorded.path == "/me/messages"
        assert recorded.headers["Authorization"] == f"Bearer {_TOKEN}"
        message = recorded.body["message"]
        replies = message.get("quick_replies", [])
        assert len(replies) <= 13
        assert all(len(reply["title"]) <= 20 for reply in replies)
        return Sent(
            recorded.body["recipient"]["id"], message["text"], tuple(reply["title"] for reply in replies)
        )

    def event(self, event: dict[str, Any], person: str | None = None, moment: float | None = None) -> Req:
        milliseconds = int((moment or time.time()) * 1000)
        whole = {
            "sender": {"id": person or self.person},
            "recipient": {"id": self.page},
            "timestamp": milliseconds,
            **event,
        }
        whole = {key: value for key, value in whole.items() if value is not None}
        return signed(
            {
                "object": self.of_object,
                "entry": [{"id": self.page, "time": milliseconds, "messaging": [whole]}],
            }
        )


class Instagram(Messenger):
    id = "instagram"
    channel = InstagramChannel
    of_object = "instagram"

    def ignored(self) -> dict[str, Req]:
        own = self.event({"message": {"mid": "m_5", "text": "hello", "is_self": True, "is_echo": True}})
        return {**super().ignored(), "a message to oneself": own}
