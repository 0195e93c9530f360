"""Editing lines in `bot shell`, with the keys as a terminal sends them."""

import asyncio
import os
from contextlib import closing
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.shell.keyboard import piped, typed

ENTER, UP, LEFT, TAB, CTRL_C, CTRL_D = "\r", "\x1b[A", "\x1b[D", "\t", "\x03", "\x04"


async def lines(*keys: str) -> list[str]:
    """Press keys, each part once the prompt has taken in the one before, and return the lines that come of them."""

    async def press() -> None:
        for part in keys:
            keyboard.send_text(part)
            for _ in range(100):
                await asyncio.sleep(0)

    with closing(create_pipe_input()) as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
        pressing = asyncio.create_task(press())
        come = [line async for line in typed()]
        await pressing
    return come


async def test_enter_ends_a_line_and_ctrl_d_ends_them_all() -> None:
    assert await lines(f"hello{ENTER}bye{ENTER}{CTRL_D}") == ["hello", "bye"]


async def test_ctrl_c_clears_the_line_and_stays() -> None:
    assert await lines(f"I cannot breathe{CTRL_C}hello{ENTER}{CTRL_D}") == ["hello"]


async def test_the_up_arrow_brings_back_an_earlier_line() -> None:
    assert await lines(f"hello{ENTER}", f"{UP}{ENTER}{CTRL_D}") == ["hello", "hello"]


async def test_a_line_can_be_edited() -> None:
    assert await lines(f"hell{LEFT}e{ENTER}{CTRL_D}") == ["helel"]


async def test_tab_completes_a_command() -> None:
    assert await lines(f"/rest{TAB}{ENTER}{CTRL_D}") == ["/restart"]


async def test_what_is_typed_is_not_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    await lines(f"my secret{ENTER}{CTRL_D}")
    assert not os.listdir(tmp_path)


async def test_piped_lines_lose_only_their_ends() -> None:
    assert [line async for line in piped(["one \r\n", "two\n", "three"])] == ["one ", "two", "three"]
