"""A reply as the website's chat gets it: messages with their sources spelt out, urgency, topic, buttons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.article import Article
from bot.open_alarm import OpenAlarm
from bot.replies import Message, Reply
from bot.safety import Assessment, Urgency, rules


class WebOutput(OutputChannel):
    """Takes a reply whole from the assistant, or message by message, with their metadata, from Rasa."""

    def __init__(self) -> None:
        self.reply: Reply | None = None
        self.messages: list[Message] = []

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "web"

    async def send_reply(self, recipient_id: str, reply: Reply) -> None:
        """Take the reply."""
        del recipient_id
        self.reply = reply

    async def send_response(self, recipient_id: str, message: Mapping[str, Any]) -> None:
        """Take a message in Rasa's form."""
        del recipient_id
        if (said := Message.from_rasa(message)) is not None:
            self.messages.append(said)

    def taken(self, assessment: Assessment) -> Reply:
        """Return what came, of which `assessment` is the message's; of Rasa's messages a reply is made."""
        if self.reply is not None:
            return self.reply
        urgencies = (message.deferral for message in self.messages if message.deferral)
        topic = next((message.topic for message in self.messages if message.topic), None)
        return Reply(tuple(self.messages), assessment, Urgency.highest(assessment.urgency, *urgencies), topic)


def as_json(reply: Reply, article: Article, *, message: str, alarm: OpenAlarm | None) -> dict[str, Any]:
    """Return the reply to the message of that id in the form of `ReplyToMessage` in web_api.yml.

    `alarm` is the one that is open once the message is answered, `None` where that cannot be told.
    """
    return {
        "id": message,
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "urgency": reply.urgency.value,
        "alarm": None if alarm is None else alarm.as_slot() or Urgency.NONE.value,
        "topic": reply.topic,
        "reported": _reported(reply),
        "messages": [_message(each, article) for each in reply.messages],
        "rating": None,
    }


def _reported(reply: Reply) -> list[str]:
    """Return what the rules heard reported, by the flags' names; not what the reply then did not act on."""
    heard = (each for each in reply.assessment.reported if each.urgency.rank <= reply.urgency.rank)
    return list(dict.fromkeys(rules().flag(each.flag).names for each in heard))


def _message(message: Message, article: Article) -> dict[str, Any]:
    known = [article.passage(source) for source in message.sources if source in article.ids]
    return {
        "text": message.text,
        "urgency": message.deferral.value if message.deferral else None,
        "topic": message.topic,
        "sources": [{"id": each.id, "heading": each.heading, "text": each.text} for each in known],
        "buttons": list(message.buttons),
    }
