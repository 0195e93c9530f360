"""A bot for the tests of the website's chat, a clinic's site beside it, and a visitor who speaks HTTP."""

from __future__ import annotations

import base64
import json
import threading
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from serving import Server


@dataclass
class Site:
    """A clinic's site on an origin of its own; `pages` holds the pages by path, each with its headers."""

    port: int
    pages: dict[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, page: str, **headers: str) -> str:
        """Add a page; return its address. Underscores in a header's name stand for hyphens."""
        path = f"/{uuid.uuid4().hex}"
        self.pages[path] = (page, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.origin + path


@contextmanager
def running_site() -> Iterator[Site]:
    """Serve a site until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page, headers = site.pages.get(self.path.split("?")[0], ("", {}))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


def project_for(root: Path, folder: Path, origin: str) -> Path:
    """Return a project like that in `root` whose website's channel trusts a proxy and the site at `origin`.

    Each test can then come from an address of its own, and no test uses up another's requests.
    """
    project = folder / "project"
    project.mkdir()
    for path in root.iterdir():
        if path.name not in {"credentials.yml", "var"}:
            (project / path.name).symlink_to(path)
    credentials = YAML(typ="safe").load(root / "credentials.yml")
    credentials["bot.channels.web.WebChannel"] = {"origins": [origin], "trusted_proxies": 1}
    with (project / "credentials.yml").open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(credentials, file)
    return project


@dataclass
class Answer:
    """What came back: status, headers and the JSON, if any."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.body["messages"]]


@dataclass
class Visitor:
    """Somebody at an address of their own who talks to the website's channel, with a token once there is a session."""

    server: Server
    token: str = ""
    address: str = field(default_factory=lambda: uuid.uuid4().hex)

    def ask(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> Answer:
        """Send a request; underscores in a header's name stand for hyphens."""
        sent = {"X-Forwarded-For": self.address}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if body is not None or raw is not None:
            sent["Content-Type"] = "application/json"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        address = f"http://127.0.0.1:{self.server.port}/webhooks/web/{path}"
        request = urllib.request.Request(address, data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return _answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            return _answer(error.code, error.headers, error.read())

    def begin(self) -> Visitor:
        """Begin a session."""
        self.token = self.ask("POST", "sessions").body["token"]
        return self

    def say(self, text: str, name: str | None = None) -> Answer:
        """Send a message, with a new id or that of `name`."""
        return self.ask("POST", "webhook", {"id": name or uuid.uuid4().hex, "text": text})

    @property
    def session(self) -> str:
        """The conversation's id, as the token has it."""
        payload = self.token.split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["sid"])


def _answer(status: int, headers: Any, content: bytes) -> Answer:
    try:
        body = json.loads(content)
    except ValueError:
        body = content.decode("utf-8", "replace")
    return Answer(status, {name.lower(): value for name, value in headers.items()}, body)
