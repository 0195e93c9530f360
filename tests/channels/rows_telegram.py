"""Telegram, as the Bot API's documentation shows its updates."""

from __future__ import annotations

import json
import time
from typing import Any

from platform_fakes import Recorded
from row import Features, Req, Row, Sent

from bot.channels.telegram import TelegramChannel

_TOKEN, _SECRET = "123456:test-token", "test_secret_token"


class Telegram(Row):
    id = "telegram"
    channel = TelegramChannel
    person = "111"
    other_person = "222"
    shows_four_topics_as_buttons = True
    signature_header = "X-Telegram-Bot-Api-Secret-Token"
    features = Features(
        page="telegram",
        signature="`X-Telegram-Bot-Api-Secret-Token`",
        buttons="buttons, else numbered list",
        number="digits, which the app recognises",
        markup="HTML",
        replay="update id",
    )
    failures = (
        (429, {}, {"ok": False, "error_code": 429, "parameters": {"retry_after": 7}}),
        (500, {}, {"ok": False, "error_code": 500}),
    )

    def answer(self, recorded: Recorded) -> Any:
        return {"ok": True, "result": {"message_id": 9}}

    def credentials(self, url: str) -> dict[str, Any]:
        return {"access_token": _TOKEN, "secret_token": _SECRET, "api": url}

    def text(self, words: str, *, id_: str = "1", person: str | None = None) -> Req:
        return self.update(id_, message=self.message({"text": words}, person))

    def media(self) -> dict[str, Req]:
        file = {"file_id": "AgAD", "file_unique_id": "u"}
        contents: dict[str, dict[str, Any]] = {
            "voice": {"voice": {**file, "duration": 3}},
            "picture": {"photo": [file]},
            "video": {"video_note": file},
            "file": {"document": file},
            "sticker": {"sticker": {**file, "emoji": "👍"}},
            "location": {"location": {"latitude": 51.5, "longitude": -0.1}},
            "contact": {"contact": {"phone_number": "+44", "first_name": "B"}},
            "other": {"checklist_of_next_year": {"title": "?"}},
        }
        requests = {
            kind: self.update(kind, message=self.message(content)) for kind, content in contents.items()
        }
        reaction = {
            "chat": self.chat(self.person),
            "message_id": 5,
            "user": {"id": 111, "is_bot": False},
            "date": int(time.time()),
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "👍"}],
        }
        return {**requests, "reaction": self.update("r", message_reaction=reaction)}

    def press(self, words: str) -> Req | None:
        shown = self.message({"text": "Pick one"})
        return self.update(
            "pressed",
            callback_query={
                "id": "77",
                "from": {"id": 111, "is_bot": False},
                "message": shown,
                "data": words,
            },
        )

    def ignored(self) -> dict[str, Req]:
        group = {**self.message({"text": "hello"}), "chat": {"id": -100, "type": "group", "title": "Us"}}
        own = {**self.message({"text": "hello"}), "from": {"id": 5, "is_bot": True}}
        return {
            "an edit": self.update("2", edited_message=self.message({"text": "hello", "edit_date": 1})),
            "a group": self.update("3", message=group),
            "another bot": self.update("4", message=own),
            "a channel's post": self.update(
                "5", channel_post={"chat": {"id": -1, "type": "channel"}, "text": "hello"}
            ),
            "a pinned message": self.update("7", message=self.message({"pinned_message": {"message_id": 1}})),
            "a block": self.update("6", my_chat_member={"chat": self.chat("111"), "from": {"id": 111}}),
        }

    def sent(self, recorded: Recorded) -> Sent | None:
        if not recorded.path.endswith("/sendMessage"):
            return None
        assert recorded.path == f"/bot{_TOKEN}/sendMessage"
        assert recorded.body["parse_mode"] == "HTML"
        rows = recorded.body.get("reply_markup", {}).get("inline_keyboard", [])
        assert all(len(button["callback_data"].encode()) <= 64 for row in rows for button in row)
        buttons = tuple(button["text"] for row in rows for button in row)
        return Sent(recorded.body["chat_id"], recorded.body["text"], buttons)

    def chat(self, id_: str) -> dict[str, Any]:
        return {"id": int(id_), "type": "private", "first_name": "Sam"}

    def message(self, content: dict[str, Any], person: str | None = None) -> dict[str, Any]:
        id_ = person or self.person
        sender = {"id": int(id_), "is_bot": False, "first_name": "Sam", "language_code": "en"}
        return {"message_id": 5, "from": sender, "chat": self.chat(id_), "date": int(time.time()), **content}

    def update(self, id_: str, **content: Any) -> Req:
        number = int(id_) if id_.isdecimal() else int.from_bytes(id_.encode()[:6], "big")
        body = json.dumps({"update_id": number, **content}).encode()
        return Req(body, {"X-Telegram-Bot-Api-Secret-Token": _SECRET, "Content-Type": "application/json"})
