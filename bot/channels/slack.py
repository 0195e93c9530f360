"""Slack, for a clinic's staff and testers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from rasa.core.channels.slack import SlackInput
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_sdk.signature import SignatureVerifier

from bot.channels.messaging.channel import MessagingChannel
from bot.channels.messaging.compose import Part
from bot.channels.messaging.delivery import Answer, Call, Failure, retry_after, usual_failure
from bot.channels.messaging.fields import Field
from bot.channels.messaging.incoming import Incoming, RefusedError
from bot.channels.messaging.markup import SLACK
from bot.channels.messaging.signatures import check_fresh, form_of

_MOST_BUTTONS, _BUTTON = 25, 75
_AGAIN = {
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
}
_SAID_BY_PEOPLE = (None, "file_share", "thread_broadcast", "me_message")
_MENTION = re.compile(r"<@[A-Z0-9]+>")
_MEDIA = {"audio": "voice", "image": "picture", "video": "video"}


class SlackChannel(MessagingChannel):
    """Direct messages to an app, and mentions of it, which are answered in a thread.

    Of Rasa's own connector its reading of buttons is used; it loses a message that Slack had to send again, answers an
    unsigned request with 400, and drops more than five buttons.
    """

    label = "Slack"
    fields = (
        Field("slack_token", "SLACK_TOKEN", "Bot User OAuth Token, under OAuth & Permissions: xoxb-…"),
        Field("slack_signing_secret", "SLACK_SIGNING_SECRET", "Signing Secret, under Basic Information"),
        Field("api", "SLACK_API", "Slack's interface", "https://slack.com/api"),
    )
    limit = 3000
    markup = SLACK
    recipient = "a member's or a channel's id: U012AB3CD"

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "slack"

    async def verify(self, request: Request) -> None:
        """Check X-Slack-Signature over the moment and the body."""
        signature = request.headers.get("X-Slack-Signature")
        moment = request.headers.get("X-Slack-Request-Timestamp")
        if not signature:
            raise RefusedError("it is not signed", 401)
        check_fresh(moment)
        verifier = SignatureVerifier(self.values["slack_signing_secret"])
        if not verifier.is_valid(request.body, str(moment), signature):
            raise RefusedError("its signature is wrong")

    def at_once(self, request: Request) -> HTTPResponse | None:
        """Answer Slack's check of the address."""
        if _is_form(request) or request.json.get("type") != "url_verification":
            return None
        return response.json({"challenge": request.json.get("challenge")})

    def read(self, request: Request) -> Sequence[Incoming]:
        """Read a message, a button or a reaction; the bot's own, edits and deletions are none."""
        if _is_form(request):
            return self._pressed(json.loads(form_of(request.body)["payload"]))
        event = request.json.get("event") or {}
        if event.get("bot_id") or event.get("bot_profile") or not event.get("user"):
            return ()
        if event["type"] == "reaction_added":
            return self._reaction(event, request.json)
        mentioned = event["type"] == "app_mention"
        if not mentioned and not (event["type"] == "message" and event.get("channel_type") == "im"):
            return ()
        if event.get("subtype") not in _SAID_BY_PEOPLE:
            return ()
        address = {"to": event["channel"]}
        if mentioned or event.get("thread_ts"):
            address["thread"] = event.get("thread_ts") or event["ts"]
        text = _as_typed(event.get("text") or "")
        id_ = f"{event['channel']}:{event['ts']}"
        return [Incoming(id_, _person(event["user"], event["channel"]), address, text, _kind(event))]

    def has_buttons_for(self, buttons: Sequence[str]) -> bool:
        """Return whether they fit a block of buttons: twenty-five of seventy-five characters."""
        return len(buttons) <= _MOST_BUTTONS and all(len(button) <= _BUTTON for button in buttons)

    async def call(self, address: Mapping[str, str], piece: Part) -> Call:
        """Return the request that sends a message."""
        message: dict[str, Any] = {
            "channel": address["to"],
            "text": piece.text,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if thread := address.get("thread"):
            message["thread_ts"] = thread
        if piece.buttons:
            message["blocks"] = [
                {"type": "section", "text": {"type": "mrkdwn", "text": piece.text}},
                {
                    "type": "actions",
                    "elements": [_button(place, text) for place, text in enumerate(piece.buttons)],
                },
            ]
        return Call(
            f"{self.values['api']}/chat.postMessage",
            json=message,
            headers={"Authorization": f"Bearer {self.values['slack_token']}"},
        )

    def failure(self, answer: Answer) -> Failure | None:
        """Read what Slack says went wrong: it does so with status 200."""
        error = answer.body.get("error") if isinstance(answer.body, dict) else None
        if answer.status == 200 and error:
            return Failure(f"Slack {error}", error in _AGAIN, retry_after(answer.headers.get("Retry-After")))
        return usual_failure(answer)

    def _pressed(self, payload: Mapping[str, Any]) -> Sequence[Incoming]:
        action = (payload.get("actions") or [{}])[0]
        words = SlackInput._get_interactive_response(action) if action.get("type") else None
        if not words:
            return ()
        user = payload["user"]["id"]
        place = payload["channel"]["id"] if payload.get("channel") else payload["container"]["channel_id"]
        address = {"to": place}
        if thread := (payload.get("message") or {}).get("thread_ts"):
            address["thread"] = thread
        return [Incoming(f"{place}:{user}:{action['action_ts']}", _person(user, place), address, words)]

    def _reaction(self, event: Mapping[str, Any], body: Mapping[str, Any]) -> Sequence[Incoming]:
        place = (event.get("item") or {}).get("channel", "")
        if not place.startswith("D"):  # only in direct messages: elsewhere it is between other people
            return ()
        return [Incoming(body["event_id"], _person(event["user"], place), {"to": place}, kind="reaction")]


def _person(user: str, channel: str) -> str:
    """Return the same person for all direct messages, and another in each channel, which others can read."""
    return user if channel.startswith("D") else f"{user}:{channel}"


def _is_form(request: Request) -> bool:
    return bool(request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"))


def _as_typed(text: str) -> str:
    """Return the words as they were typed: without mentions, links and escapes of Slack's."""
    text = _MENTION.sub(" ", text)
    text = re.sub(r"<[^<>|]*\|([^<>]*)>|<(?:https?://|mailto:|tel:)?([^<>|]*)>", r"\1\2", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _kind(event: Mapping[str, Any]) -> str | None:
    files = event.get("files")
    if not files:
        return None
    return _MEDIA.get(str(files[0].get("mimetype", "")).split("/")[0], "file")


def _button(place: int, words: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": words}
    return {"type": "button", "action_id": f"choice-{place}", "text": text, "value": words}
