"""Pseudonyms: one for each sender, under a key that only its owner can read."""

from __future__ import annotations

import re
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alarms.pseudonym import PseudonymKeyError, Pseudonyms, load_pseudonyms

any_sender = st.text(alphabet=st.characters())


@given(any_sender)
def test_any_sender_has_a_pseudonym_of_sixteen_hexadecimal_digits(sender: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", Pseudonyms(b"key").of(sender))


@given(any_sender, any_sender)
def test_two_senders_share_a_pseudonym_only_where_they_are_one(one: str, other: str) -> None:
    pseudonyms = Pseudonyms(b"key")
    assert (pseudonyms.of(one) == pseudonyms.of(other)) == (one == other)


def test_a_sender_keeps_the_pseudonym_after_a_restart(tmp_path: Path) -> None:
    first = load_pseudonyms(tmp_path / "key").of("anna")
    assert load_pseudonyms(tmp_path / "key").of("anna") == first


def test_another_key_gives_another_pseudonym(tmp_path: Path) -> None:
    assert load_pseudonyms(tmp_path / "a").of("anna") != load_pseudonyms(tmp_path / "b").of("anna")


def test_the_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    load_pseudonyms(tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_nothing_but_the_key_is_left_where_it_was_made(tmp_path: Path) -> None:
    load_pseudonyms(tmp_path / "key")
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_who_makes_the_key_at_the_same_time_gets_the_same(tmp_path: Path) -> None:
    together = threading.Barrier(8)
    found: list[str] = []

    def load() -> None:
        together.wait()
        found.append(load_pseudonyms(tmp_path / "key").of("anna"))

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.parametrize("content", [b"", b"not a key", b"ab" * 31, b"\xff\xfe"])
def test_a_damaged_key_is_told_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(PseudonymKeyError, match=r"key: .*backup.*delete"):
        load_pseudonyms(tmp_path / "key")
