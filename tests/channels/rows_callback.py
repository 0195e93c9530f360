"""The callback channel, for a client of one's own."""

from __future__ import annotations

import json
from typing import Any

from platform_fakes import Recorded
from row import Features, Req, Row, Sent

from bot.channels.callback import CallbackChannel

_TOKEN = "test-callback-token"


class Callback(Row):
    id = "callback"
    channel = CallbackChannel
    shows_four_topics_as_buttons = True
    signature_header = "Authorization"
    features = Features(
        page="callback",
        signature="`Authorization` (a token)",
        buttons="as `buttons`",
        number="as the client shows it",
        markup="plain text, and the reply as `custom`",
        replay="`id` of the message",
    )

    def credentials(self, url: str) -> dict[str, Any]:
        return {"url": f"{url}/replies", "token": _TOKEN}

    def text(self, words: str, *, id_: str = "1", person: str | None = None) -> Req:
        body = {"sender": person or self.person, "message": words, "id": id_}
        headers = {"Authorization": f"Bearer {_TOKEN}", "Content-Type": "application/json"}
        return Req(json.dumps(body).encode(), headers)

    def media(self) -> dict[str, Req]:
        return {}

    def sent(self, recorded: Recorded) -> Sent | None:
        assert recorded.path == "/replies"
        assert recorded.headers["Authorization"] == f"Bearer {_TOKEN}"
        buttons = tuple(button["payload"] for button in recorded.body.get("buttons", []))
        return Sent(recorded.body["recipient_id"], recorded.body["text"], buttons)
