"""A reply as the messages of a chat: the alarm first and alone, the sources last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.article import Article
from bot.replies import Message


@dataclass(frozen=True)
class Part:
    """One message to send: text in Markdown, the words on its buttons, and whether it is an alarm's deferral.

    `custom` is the whole reply in the form of `bot ask --jsonl`, for a client that reads JSON.
    """

    text: str
    buttons: tuple[str, ...] = ()
    alarm: bool = False
    custom: Mapping[str, Any] | None = None


def compose(messages: Sequence[Message], article: Article, lead: str) -> list[Part]:
    """Return the messages as parts; the last that rests on passages names them all in its last line, after `lead`."""
    parts = [Part(message.text, message.buttons, message.deferral is not None) for message in messages]
    sourced = [place for place, message in enumerate(messages) if message.sources and not parts[place].alarm]
    if sourced:
        ids = dict.fromkeys(source for message in messages for source in message.sources)
        headings = dict.fromkeys(article.passage(source).heading for source in ids if source in article.ids)
        last = parts[sourced[-1]]
        parts[sourced[-1]] = replace(last, text=f"{last.text}\n{lead} {'; '.join(headings)}.")
    return parts
