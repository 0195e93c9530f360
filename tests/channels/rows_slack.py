"""Slack, as its documentation shows events and interactions."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlencode

from platform_fakes import Recorded
from row import Features, Req, Row, Sent
from slack_sdk.signature import SignatureVerifier

from bot.channels.slack import SlackChannel

_TOKEN, _SECRET = "xoxb-test", "test-signing-secret"
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


def signed(body: bytes, content_type: str = _JSON, moment: float | None = None) -> Req:
    stamp = str(int(moment or time.time()))
    signature = SignatureVerifier(_SECRET).generate_signature(timestamp=stamp, body=body)
    assert signature
    headers = {
        "X-Slack-Signature": signature,
        "X-Slack-Request-Timestamp": stamp,
        "Content-Type": content_type,
    }
    return Req(body, headers)


class Slack(Row):
    id = "slack"
    channel = SlackChannel
    person = "D061F7AUR"
    other_person = "D061F7AUS"
    shows_four_topics_as_buttons = True
    calls_numbers = "<tel:999|999>"
    signature_header = "X-Slack-Signature"
    features = Features(
        page="slack",
        signature="`X-Slack-Signature` (HMAC-SHA256)",
        buttons="25 buttons, else numbered list",
        number="a link",
        markup="Slack's own",
        replay="timestamp of 5 minutes; message id",
    )
    failures = (
        (429, {"Retry-After": "7"}, {"ok": False, "error": "ratelimited"}),
        (200, {}, {"ok": False, "error": "internal_error"}),
    )

    def answer(self, recorded: Recorded) -> Any:
        return {"ok": True, "ts": "1.2"}

    def credentials(self, url: str) -> dict[str, Any]:
        return {"slack_token": _TOKEN, "slack_signing_secret": _SECRET, "api": url}

    def text(self, words: str, *, id_: str = "1", person: str | None = None) -> Req:
        escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        channel = person or self.person
        return self.event(self.message(id_, text=escaped, channel=channel, user=f"U{channel[1:]}"))

    def media(self) -> dict[str, Req]:
        def of(mimetype: str) -> Req:
            files = [{"id": "F1", "mimetype": mimetype, "name": "a"}]
            return self.event(self.message(f"9{len(mimetype)}", text="", subtype="file_share", files=files))

        reaction = {
            "type": "reaction_added",
            "user": "U061F7AUR",
            "reaction": "thumbsup",
            "item": {"type": "message", "channel": self.person, "ts": "1.2"},
            "event_ts": "1360782804.083113",
        }
        return {
            "voice": of("audio/webm"),
            "picture": of("image/jpeg"),
            "video": of("video/mp4"),
            "file": of("application/pdf"),
            "reaction": self.event(reaction),
        }

    def press(self, words: str) -> Req | None:
        payload = {
            "type": "block_actions",
            "user": {"id": "U061F7AUR", "team_id": "T1"},
            "container": {"type": "message", "message_ts": "1548261231.000200", "channel_id": self.person},
            "channel": {"id": self.person, "name": "directmessage"},
            "message": {"ts": "1548261231.000200", "text": "Pick one"},
            "actions": [
                {
                    "action_id": "choice-0",
                    "block_id": "b",
                    "value": words,
                    "type": "button",
                    "action_ts": "1548426417.8",
                }
            ],
        }
        return signed(urlencode({"payload": json.dumps(payload)}).encode(), _FORM)

    def ignored(self) -> dict[str, Req]:
        changed = self.message(
            "3", subtype="message_changed", message={"text": "hello there", "user": "U061F7AUR"}
        )
        deleted = self.message("4", subtype="message_deleted", deleted_ts="1.2")
        return {
            "the bot's own message": self.event(self.message("2", text="hello", bot_id="B1", user="U0BOT")),
            "an edit": self.event({**changed, "user": None}),
            "a deletion": self.event({**deleted, "user": None}),
            "talk in a channel": self.event(
                self.message("5", text="hello", channel="C1", channel_type="channel")
            ),
            "a joining": self.event(self.message("6", text="joined", subtype="channel_join")),
        }

    def handshakes(self) -> dict[str, tuple[Req, int, str]]:
        challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
        asking = signed(
            json.dumps({"token": "t", "challenge": challenge, "type": "url_verification"}).encode()
        )
        return {
            "signed": (asking, 200, challenge),
            "unsigned": (asking.without("X-Slack-Signature"), 401, ""),
        }

    def replayed(self) -> Req | None:
        return self.event(self.message("old", text="hello"), moment=time.time() - 3600)

    def sent(self, recorded: Recorded) -> Sent | None:
        assert recorded.path == "/chat.postMessage"
        assert recorded.headers["Authorization"] == f"Bearer {_TOKEN}"
        elements = [
            element for block in recorded.body.get("blocks", []) for element in block.get("elements", [])
        ]
        assert len({element["action_id"] for element in elements}) == len(elements) <= 25
        buttons = tuple(element["text"]["text"] for element in elements)
        return Sent(recorded.body["channel"], recorded.body["text"], buttons)

    def message(self, id_: str, **content: Any) -> dict[str, Any]:
        return {
            "type": "message",
            "channel": self.person,
            "user": "U061F7AUR",
            "ts": f"1355517523.00000{id_}",
            "event_ts": f"1355517523.00000{id_}",
            "channel_type": "im",
            **content,
        }

    def event(self, event: dict[str, Any], moment: float | None = None) -> Req:
        body = {
            "token": "one-long-verification-token",
            "team_id": "T061EG9R6",
            "api_app_id": "A0PNCHHK2",
            "event": {key: value for key, value in event.items() if value is not None},
            "type": "event_callback",
            "event_id": f"Ev{event.get('ts')}",
            "event_time": int(time.time()),
        }
        return signed(json.dumps(body).encode(), moment=moment)
