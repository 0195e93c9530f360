"""A request costs little until it is known to be signed, and no more than it must afterwards."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from row import Req
from rows_mail import Mailgun
from sanic.exceptions import InvalidUsage
from served_channel import served
from starting import starting_assistant

from bot.channels.messaging.incoming import Incoming
from bot.channels.messaging.multipart import fields_of, some_fields
from bot.channels.messaging.signatures import form_of
from bot.channels.messaging.urgent import is_alarm

MULTIPART = "multipart/form-data; boundary=xYz"


def part(name: str, content: bytes, more: str = "") -> bytes:
    return (
        f'--xYz\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + content + b"\r\n"
    )


async def test_a_large_request_without_a_signature_is_refused_at_once(tmp_path: Path) -> None:
    lines = part("body-plain", b"a: b\n" * 5_000_000) + part("token", b"t") + b"--xYz--\r\n"
    async with served(Mailgun(), starting_assistant(), tmp_path) as channel:
        started = time.monotonic()
        assert (await channel.post(Req(lines, {"Content-Type": MULTIPART})))[0] == 401
        assert time.monotonic() - started < 3


async def test_a_request_of_many_small_parts_is_refused_at_once(tmp_path: Path) -> None:
    parts = part("a", b"") * 400_000 + b"--xYz--\r\n"
    async with served(Mailgun(), starting_assistant(), tmp_path) as channel:
        started = time.monotonic()
        assert (await channel.post(Req(parts, {"Content-Type": MULTIPART})))[0] == 401
        assert time.monotonic() - started < 3


async def test_a_mail_that_comes_as_multipart_with_a_file_is_answered(tmp_path: Path) -> None:
    row = Mailgun()
    form = fields_of("application/x-www-form-urlencoded", row.text("my throat is closing up").body)
    file = part(
        "attachment-1", b"\x00\r\n--\r\n\r\n" * 1_000, '; filename="a.jpg"\r\nContent-Type: image/jpeg'
    )
    fields = b"".join(part(name, value.encode()) for name, value in form.items())
    async with served(row, starting_assistant(), tmp_path) as channel:
        assert (await channel.post(Req(file + fields + b"--xYz--\r\n", {"Content-Type": MULTIPART})))[
            0
        ] == 200
        first, *_ = await channel.replies()
        assert first.text.startswith("Call 999 now.")


def test_files_are_left_out_of_a_form_and_lines_of_a_field_kept() -> None:
    body = (
        part("text", "one\r\n\r\ntwö".encode("latin-1"))
        + part("a", b"x", '; filename="a"')
        + part("charsets", b'{"text": "latin-1"}')
        + b"--xYz--\r\n"
    )
    assert fields_of(MULTIPART, body) == {"text": "one\r\n\r\ntwö", "charsets": '{"text": "latin-1"}'}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (MULTIPART, part("token", b"a b") + part("other", b"c") + b"--xYz--\r\n"),
        ("application/x-www-form-urlencoded", b"other=c&token=a+b"),
    ],
)
def test_single_fields_are_read_from_either_form(content_type: str, body: bytes) -> None:
    assert some_fields(content_type, body, {"token"}) == {"token": "a b"}


def test_a_form_of_too_many_fields_is_refused() -> None:
    with pytest.raises(InvalidUsage):
        form_of(b"a=1&" * 2_000)


@pytest.mark.parametrize("words", ["I can't breathe. " + "x " * 50_000, "x " * 50_000 + "I can't breathe."])
def test_of_a_very_long_message_the_beginning_and_the_end_are_judged(words: str) -> None:
    shortened = Incoming("1", "person", text=words).shortened().text
    assert len(shortened) < 11_000
    assert is_alarm(shortened)
