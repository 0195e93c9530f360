"""The command `bot shell`, as a tester starts it."""

import os
import subprocess
import sys
from pathlib import Path

import pexpect

SHELL = [sys.executable, "-m", "bot", "shell"]


def test_piped_lines_are_answered_in_plain_text(trained_project: Path) -> None:
    environment = {**os.environ, "FORCE_COLOR": "1"}
    done = subprocess.run(
        SHELL,
        input=b"hello\ncan it cause an infection?\n\xff\xfe not UTF-8\n",
        capture_output=True,
        cwd=trained_project,
        env=environment,
        check=False,
    )
    replies = done.stdout.decode()
    assert done.returncode == 0
    assert replies.startswith("> hello\n")
    assert "infection" in replies.split("> can it cause an infection?\n")[1]
    assert "\x1b" not in replies
    assert done.stderr.decode().strip() == "Loading the model ..."


def test_a_folder_that_is_no_project_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [*SHELL, "--project", str(tmp_path)], input="", capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert "config.yml" in done.stderr


def test_a_terminal_gets_the_reply_the_understood_side_and_a_prompt(trained_project: Path) -> None:
    shell = pexpect.spawn(
        SHELL[0],
        SHELL[1:],
        cwd=trained_project,
        env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        dimensions=(60, 40),
        encoding="utf-8",
        timeout=120,
    )
    for shown in ("Loading the model", "you>"):
        shell.expect(shown)
    shell.sendline("I cannot breathe")
    for shown in ("!! EMERGENCY !!", "Call 999 now", "understood", "you>"):
        shell.expect(shown)
    shell.sendeof()
    shell.expect(pexpect.EOF)
    shell.close()
    assert shell.exitstatus == 0
