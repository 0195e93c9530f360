"""E-mail as people write it: the words without what is quoted, and whether a person wrote them at all."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Mapping
from email.message import Message
from html.parser import HTMLParser

_QUOTED_BELOW = re.compile(r"-{2,}\s*(original|forwarded) message\s*-{2,}|_{10,}", re.IGNORECASE)
_SOMEBODY_WROTE = re.compile(
    r"^(on|am|le|el|il)\b.{5,200}(wrote|schrieb|écrit|escribió|scritto)\s*:\s*$", re.I | re.M | re.S
)
_REPLY = re.compile(r"\s*(re|fwd?|aw|tr|sv|antw)\s*:", re.IGNORECASE)
_ROBOTS = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce")
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "blockquote"})


def multipart(content_type: str, body: bytes) -> dict[str, str]:
    """Return the fields of a multipart form; its files are left out.

    SendGrid names the character set of each field in the field `charsets`.
    """
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    whole = email.message_from_bytes(head + body, policy=email.policy.compat32)
    parts = {_name(part): _bytes(part) for part in whole.walk() if _name(part) and not part.get_filename()}
    try:
        charsets = json.loads(parts.get("charsets", b"{}"))
    except ValueError:
        charsets = {}
    return {name: _decoded(content, str(charsets.get(name, "utf-8"))) for name, content in parts.items()}


def written(subject: str, body: str) -> str:
    """Return what the person wrote: the subject, unless it is that of a reply, and the text without what it quotes."""
    body = _SOMEBODY_WROTE.sub("", body.replace("\r\n", "\n"))
    kept: list[str] = []
    for line in body.split("\n"):
        if _QUOTED_BELOW.search(line) or line.rstrip(" ") == "--" or line == "-- ":
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    text = "\n".join(kept).strip()
    topic = "" if _REPLY.match(subject) else subject.strip()
    return "\n".join(part for part in (topic, text) if part)


def words_of_html(markup: str) -> str:
    """Return the words of an HTML mail, without what it quotes."""
    reader = _Words()
    reader.feed(markup)
    reader.close()
    return "\n".join(" ".join(line.split()) for line in "".join(reader.words).split("\n")).strip()


def is_automatic(headers: Mapping[str, str], sender: str) -> bool:
    """Return whether no person wrote a mail: an out-of-office note, a bounce, a mailing list."""
    low = {name.casefold(): value.casefold().strip() for name, value in headers.items()}
    return (
        low.get("auto-submitted", "no") != "no"
        or low.get("precedence", "") in ("bulk", "junk", "list", "auto_reply")
        or "x-autoreply" in low
        or "x-auto-response-suppress" in low
        or "list-id" in low
        or not sender
        or any(sender.casefold().split("@")[0].startswith(robot) for robot in _ROBOTS)
    )


def _name(part: Message) -> str:
    return str(part.get_param("name", "", header="content-disposition") or "")


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


class _Words(HTMLParser):
    """Collects words, and leaves out styles, scripts and quotes."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        quotes = tag == "blockquote" or any(
            name == "class" and "gmail_quote" in (value or "") for name, value in attrs
        )
        if tag in ("style", "script", "head") or quotes or tag in self._hidden:
            self._hidden.append(tag)
        elif tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)
