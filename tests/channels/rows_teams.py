"""Microsoft Teams, as the Bot Framework's documentation shows its activities."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import unquote

from platform_fakes import FakePlatform, Recorded
from row import Features, Req, Row, Sent
from signing_keys import key_set, token

from bot.channels.teams import TeamsChannel

_APP, _ACCESS = "3851a47b-53ed-4d29-b878-6e941da61e98", "access-token"


class Teams(Row):
    id = "teams"
    channel = TeamsChannel
    person = "a:1sam"
    other_person = "a:1kim"
    shows_four_topics_as_buttons = True
    calls_numbers = '<a href="tel:999">999</a>'
    signature_header = "Authorization"
    features = Features(
        page="teams",
        signature="`Authorization` (JWT of Microsoft's)",
        buttons="6 buttons of a card, else numbered list",
        number="a link",
        markup="HTML",
        replay="the token's time; activity id",
    )

    def fake(self) -> Any:
        platform = FakePlatform(self.answer, lambda recorded: self.sent(recorded) is not None)
        self.platform = platform
        return platform

    def answer(self, recorded: Recorded) -> Any:
        if recorded.path == "/keys":
            return key_set(endorsements=["msteams"])
        if recorded.path == "/tenant/oauth2/v2.0/token":
            assert recorded.body["client_secret"] == "test-password"
            return {"token_type": "Bearer", "expires_in": 3600, "access_token": _ACCESS}
        return {"id": "1"}

    def credentials(self, url: str) -> dict[str, Any]:
        keys = {"keys": f"{url}/keys", "login": url, "tenant": "tenant", "service_url": url}
        return {"app_id": _APP, "app_password": "test-password", **keys}

    def text(self, words: str, *, id_: str = "1", person: str | None = None) -> Req:
        return self.activity("message", id_, person, text=f"<at>Assistant</at> {words}", textFormat="plain")

    def media(self) -> dict[str, Req]:
        def of(content_type: str) -> Req:
            attachments = [{"contentType": content_type, "contentUrl": "https://files.example/1"}]
            return self.activity("message", content_type, text="", attachments=attachments)

        added = [{"type": "like"}]
        return {
            "voice": of("audio/mp4"),
            "picture": of("image/png"),
            "video": of("video/mp4"),
            "file": of("application/vnd.microsoft.teams.file.download.info"),
            "reaction": self.activity("messageReaction", "r", reactionsAdded=added, replyToId="1"),
        }

    def press(self, words: str) -> Req | None:
        return self.activity("message", "pressed", text=words)

    def ignored(self) -> dict[str, Req]:
        arrived = [{"id": f"28:{_APP}"}]
        return {
            "typing": self.activity("typing", "2"),
            "an edit": self.activity("messageUpdate", "3", text="hello there"),
            "a deletion": self.activity("messageDelete", "4"),
            "a reaction taken back": self.activity(
                "messageReaction", "5", reactionsRemoved=[{"type": "like"}]
            ),
            "somebody's arrival in a team": self.activity(
                "conversationUpdate",
                "7",
                membersAdded=[{"id": "29:1kim"}],
                conversation={"conversationType": "channel", "id": "19:team"},
            ),
            "the bot's own arrival": self.activity("conversationUpdate", "6", membersAdded=arrived),
        }

    def replayed(self) -> Req | None:
        return self.activity("message", "old", issued=time.time() - 24 * 3600, text="hello")

    def forged(self, request: Req) -> Req:
        forged = self.activity("message", "1", which="another's", text="how likely is an infection?")
        return request.with_header("Authorization", forged.headers["Authorization"])

    def sent(self, recorded: Recorded) -> Sent | None:
        if not recorded.path.startswith("/v3/conversations/"):
            return None
        assert recorded.headers["Authorization"] == f"Bearer {_ACCESS}"
        to, last = unquote(recorded.path).removeprefix("/v3/conversations/").split("/")
        assert last == "activities"
        buttons = [
            button["value"]
            for card in recorded.body.get("attachments", [])
            for button in card["content"]["buttons"]
        ]
        assert len(buttons) <= 6
        return Sent(to, recorded.body["text"], tuple(buttons))

    def activity(
        self,
        type_: str,
        id_: str,
        person: str | None = None,
        *,
        which: str = "the platform's",
        issued: float | None = None,
        **more: Any,
    ) -> Req:
        service = self.platform.url if hasattr(self, "platform") else ""
        body = {
            "type": type_,
            "id": id_,
            "timestamp": "2026-01-01T12:00:00.000Z",
            "serviceUrl": service,
            "channelId": "msteams",
            "from": {"id": "29:1user", "name": "Sam"},
            "conversation": {"conversationType": "personal", "id": person or self.person},
            "recipient": {"id": f"28:{_APP}", "name": "Assistant"},
            **more,
        }
        claims = {"iss": "https://api.botframework.com", "aud": _APP, "serviceurl": service}
        headers = {"Authorization": f"Bearer {token(claims, which=which, issued=issued)}"}
        return Req(json.dumps(body).encode(), {**headers, "Content-Type": "application/json"})
