"""Fields of a form, read cheaply: before a request is known to be signed, whoever sends it must not cost much."""

from __future__ import annotations

import binascii
import email
import email.policy
import json
import quopri
from base64 import b64decode
from collections.abc import Collection, Iterator
from email.message import Message
from urllib.parse import unquote_plus

from bot.channels.messaging.signatures import form_of

_MOST_PARTS = 1_000
_LONGEST_HEAD = 16 * 1024


def fields_of(content_type: str, body: bytes) -> dict[str, str]:
    """Return all fields of a form, multipart or URL-encoded; files are left out.

    SendGrid names the character set of each field in the field `charsets`.

    Raises:
        sanic.exceptions.InvalidUsage: it has more fields than any form of a mail has.
    """
    if not _is_multipart(content_type):
        return dict(form_of(body))
    parts = dict(_parts(content_type, body))
    try:
        charsets = json.loads(parts.get("charsets", b"{}"))
    except ValueError:
        charsets = {}
    if not isinstance(charsets, dict):
        charsets = {}
    return {name: _decoded(content, str(charsets.get(name, "utf-8"))) for name, content in parts.items()}


def some_fields(content_type: str, body: bytes, names: Collection[str]) -> dict[str, str]:
    """Return the fields of these names alone, without reading the rest of the form."""
    if _is_multipart(content_type):
        return {
            name: _decoded(content, "utf-8") for name, content in _parts(content_type, body) if name in names
        }
    found = {}
    for field in body.split(b"&", _MOST_PARTS)[:_MOST_PARTS]:
        name, _, value = field.partition(b"=")
        if (its := name.decode("utf-8", "replace")) in names:
            found[its] = unquote_plus(value.decode("utf-8", "replace"))
    return found


def _is_multipart(content_type: str) -> bool:
    return content_type.casefold().startswith("multipart/")


def _parts(content_type: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each field; files are passed over unread."""
    boundary = email.message_from_string(f"Content-Type: {content_type}\n\n").get_boundary()
    if not boundary:
        return
    mark = b"\r\n--" + boundary.encode("utf-8", "replace")
    whole = body if body.startswith(b"\r\n") else b"\r\n" + body
    start = whole.find(mark)
    for _ in range(_MOST_PARTS):
        if start < 0:
            return
        start += len(mark)
        end = whole.find(mark, start)
        head_ends = whole.find(b"\r\n\r\n", start, min(start + _LONGEST_HEAD, len(whole)))
        if head_ends >= 0 and end >= 0 and head_ends < end:
            head = email.message_from_bytes(whole[start:head_ends].lstrip(), policy=email.policy.compat32)
            name = str(head.get_param("name", "", header="content-disposition") or "")
            if name and not head.get_filename():
                yield name, _as_sent(head, whole[head_ends + 4 : end])
        start = end


def _as_sent(head: Message, content: bytes) -> bytes:
    encoding = str(head.get("Content-Transfer-Encoding", "")).strip().casefold()
    try:
        if encoding == "base64":
            return b64decode(content)
    except binascii.Error:
        return content
    return quopri.decodestring(content) if encoding == "quoted-printable" else content


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
