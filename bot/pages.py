"""The pages that the server shows by itself: the demonstration page, and the chat's files for other sites."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import jinja2
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, html, raw

from bot.dialling import dialled
from bot.settings import Settings

_FOLDER = Path(__file__).parent / "widget"
_FILES = {
    "widget.js": "text/javascript; charset=utf-8",
    "widget-licences.txt": "text/plain; charset=utf-8",
    "demo.css": "text/css; charset=utf-8",
    "demo.js": "text/javascript; charset=utf-8",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; "
    "trusted-types lit-html"
)


def add_pages(app: Sanic, settings: Settings) -> None:
    """Serve the demonstration page at `/`, filled with the clinic's settings, and the files beside it."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["dial"] = dialled
    page = environment.get_template("demo.html")

    @app.get("/")
    async def demo(request: Request) -> HTTPResponse:
        address = f"{request.scheme}://{request.host}"
        headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
        return html(page.render(clinic=settings, address=address), headers=headers)

    for name, kind in _FILES.items():
        _add_file(app, name, kind)


def _add_file(app: Sanic, name: str, kind: str) -> None:
    content = (_FOLDER / name).read_bytes()
    small = gzip.compress(content, mtime=0)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": "public, max-age=300",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": tag,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }

    async def answer(request: Request) -> HTTPResponse:
        if tag in request.headers.get("if-none-match", ""):
            return raw(b"", 304, headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return raw(small, headers={**headers, "Content-Encoding": "gzip"}, content_type=kind)
        return raw(content, headers=headers, content_type=kind)

    app.add_route(
        answer, f"/{name}", methods=["GET"], name=f"file_{name.replace('.', '_').replace('-', '_')}"
    )
