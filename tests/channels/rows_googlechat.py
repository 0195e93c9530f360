"""Google Chat, as its documentation shows its events."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
from platform_fakes import Recorded
from row import PUBLIC_URL, Features, Req, Row, Sent
from signing_keys import key_set, pem, rsa_key, token

from bot.channels.googlechat import GoogleChatChannel

_PROJECT, _ACCESS = "1234567890", "access-token"
_CHAT = "chat@system.gserviceaccount.com"
ADD_ON = "service-1234567890@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
_TIME = "2026-01-01T12:00:00.000000Z"
_SAM = {"name": "users/12345678901234567890", "displayName": "Sam", "type": "HUMAN"}
_PAYLOADS = {
    "MESSAGE": "messagePayload",
    "ADDED_TO_SPACE": "addedToSpacePayload",
    "REMOVED_FROM_SPACE": "removedFromSpacePayload",
    "CARD_CLICKED": "buttonClickedPayload",
}


class GoogleChat(Row):
    id = "googlechat"
    channel = GoogleChatChannel
    person = "spaces/AAAA"
    other_person = "spaces/BBBB"
    shows_four_topics_as_buttons = True
    signature_header = "Authorization"
    features = Features(
        page="googlechat",
        signature="`Authorization` (JWT of Google's)",
        buttons="buttons of a card",
        number="digits, which the app recognises",
        markup="Google Chat's own",
        replay="the token's time; message name",
    )

    def answer(self, recorded: Recorded) -> Any:
        if recorded.path == "/keys":
            return key_set()
        if recorded.path == "/token":
            claims = jwt.decode(
                recorded.body["assertion"],
                rsa_key("the account's").public_key(),
                ["RS256"],
                options={"verify_aud": False},
            )
            assert claims["iss"] == "bot@clinic.iam.example"
            return {"access_token": _ACCESS, "expires_in": 3599, "token_type": "Bearer"}
        return {"name": "spaces/AAAA/messages/2"}

    def credentials(self, url: str) -> dict[str, Any]:
        account = {
            "client_email": "bot@clinic.iam.example",
            "private_key": pem(rsa_key("the account's")),
            "token_uri": f"{url}/token",
        }
        path = Path(tempfile.mkdtemp()) / "account.json"
        path.write_text(json.dumps(account))
        return {"audience": _PROJECT, "service_account": str(path), "api": url, "chat_keys": f"{url}/keys"}

    def text(self, words: str, *, id_: str = "1", person: str | None = None) -> Req:
        return self.message(id_, person, text=f"@Assistant {words}", argumentText=f" {words}")

    def media(self) -> dict[str, Req]:
        attachment = [{"name": "a", "contentType": "image/png"}]
        return {"file": self.message("f", attachment=attachment), "other": self.message("o")}

    def press(self, words: str) -> Req | None:
        parameters = [{"key": "words", "value": words}]
        return self.event("CARD_CLICKED", action={"actionMethodName": "choose", "parameters": parameters})

    def ignored(self) -> dict[str, Req]:
        bot = {"name": "users/9", "type": "BOT"}
        return {
            "a departure": self.event("REMOVED_FROM_SPACE"),
            "another bot": self.event(
                "MESSAGE", user=bot, message={"name": "spaces/AAAA/messages/b", "text": "hello"}
            ),
        }

    def replayed(self) -> Req | None:
        return self.message("old", issued=time.time() - 24 * 3600, text="hello")

    def forged(self, request: Req) -> Req:
        wrong = token({"iss": _CHAT, "aud": _PROJECT}, which="another's")
        return request.with_header("Authorization", f"Bearer {wrong}")

    def sent(self, recorded: Recorded) -> Sent | None:
        if not recorded.path.startswith("/v1/spaces/"):
            return None
        assert recorded.headers["Authorization"] == f"Bearer {_ACCESS}"
        to = recorded.path.split("?")[0].removeprefix("/v1/").removesuffix("/messages")
        buttons = [
            button["text"]
            for card in recorded.body.get("cardsV2", [])
            for section in card["card"]["sections"]
            for widget in section["widgets"]
            for button in widget["buttonList"]["buttons"]
        ]
        return Sent(to, recorded.body["text"], tuple(buttons))

    def message(
        self, id_: str, person: str | None = None, issued: float | None = None, **message: Any
    ) -> Req:
        space = person or self.person
        whole = {"name": f"{space}/messages/{id_}", "thread": {"name": f"{space}/threads/1"}, **message}
        return self.event("MESSAGE", person, issued, message=whole)

    def event(self, type_: str, person: str | None = None, issued: float | None = None, **more: Any) -> Req:
        body = {
            "type": type_,
            "eventTime": _TIME,
            "space": {"name": person or self.person, "type": "DM"},
            "user": _SAM,
            **more,
        }
        return self.signed(body, issued)

    def signed(self, body: dict[str, Any], issued: float | None = None) -> Req:
        signed = token({"iss": _CHAT, "aud": _PROJECT}, issued=issued)
        headers = {"Authorization": f"Bearer {signed}", "Content-Type": "application/json"}
        return Req(json.dumps(body).encode(), headers)


class GoogleChatAddOn(GoogleChat):
    """An app that is built as a Workspace add-on: another sender of tokens, other events."""

    id = "googlechat-add-on"
    features = replace(GoogleChat.features, signature="`Authorization` (OIDC token of the add-on's account)")
    endpoint = f"{PUBLIC_URL}/webhooks/googlechat/webhook"

    def credentials(self, url: str) -> dict[str, Any]:
        keys = {"google_keys": f"{url}/keys", "addon_account": ADD_ON}
        return {**super().credentials(url), "audience": self.endpoint, **keys}

    def press(self, words: str) -> Req | None:
        parameters = {"commonEventObject": {"parameters": {"words": words}}}
        return self.event("CARD_CLICKED", message={"name": "spaces/AAAA/messages/q"}, common=parameters)

    def event(self, type_: str, person: str | None = None, issued: float | None = None, **more: Any) -> Req:
        user, common = more.pop("user", _SAM), more.pop("common", {})
        payload = {"space": {"name": person or self.person, "type": "DM"}, **more}
        chat = {"user": user, "eventTime": _TIME, _PAYLOADS[type_]: payload}
        return self.signed({"commonEventObject": {"hostApp": "CHAT"}, **common, "chat": chat}, issued)

    def signed(self, body: dict[str, Any], issued: float | None = None, email: str = ADD_ON) -> Req:
        claims = {"iss": "https://accounts.google.com", "aud": self.endpoint, "email_verified": True}
        signed = token({**claims, "email": email}, issued=issued)
        headers = {"Authorization": f"Bearer {signed}", "Content-Type": "application/json"}
        return Req(json.dumps(body).encode(), headers)
