"""A running `bot serve` for tests: a real process, real HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Server:
    """A running `bot serve`."""

    process: subprocess.Popen[str]
    port: int
    database: Path

    def get(self, path: str) -> tuple[int, str]:
        return _open(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}"))

    def post(self, body: bytes, path: str = "/webhooks/rest/webhook") -> tuple[int, str]:
        headers = {"Content-Type": "application/json"}
        return _open(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers))

    def say(self, message: str, sender: str = "anna") -> list[str]:
        status, body = self.post(json.dumps({"sender": sender, "message": message}).encode())
        assert status == 200
        return [answer["text"] for answer in json.loads(body)]

    def wait_until_ready(self) -> None:
        for _ in range(600):
            try:
                if self.get("/health")[0] == 200:
                    return
            except OSError:
                pass
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.1)
        pytest.fail("the server never became ready")

    def end(self) -> str:
        """Stop the server as an operator would; return all that it printed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=60)[0]


def _open(request: urllib.request.Request) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(project: Path, database: Path, *, port: int | None = None, **environment: str) -> Server:
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "--verbose", "serve", "--port", str(port), "--database", str(database)],
        cwd=project,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Server(process, port, database)
