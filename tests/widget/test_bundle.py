"""The bundle that is checked in: made of its source, small, with the licences of what it contains."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from browsing import missing
from serving import Server

ROOT = Path(__file__).parents[2]

WIDGET = ROOT / "widget"
BUNDLE = ROOT / "bot" / "widget"


@pytest.fixture(scope="module")
def node() -> str:
    """Node.js, with the widget's development tools installed."""
    path = shutil.which("node")
    if path is None or not (WIDGET / "node_modules").exists():
        missing("Node.js or widget/node_modules", "install Node.js 18 or later, then run npm ci in widget/")
    return str(path)


def run(node: str, *arguments: str) -> None:
    done = subprocess.run([node, *arguments], cwd=WIDGET, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_building_it_anew_gives_the_same_bytes(node: str, tmp_path: Path) -> None:
    run(node, "build.mjs", str(tmp_path))
    for name in ("widget.js", "widget-licences.txt"):
        assert (tmp_path / name).read_bytes() == (BUNDLE / name).read_bytes(), "run npm run build in widget/"


def test_its_types_are_right(node: str) -> None:
    run(node, "node_modules/typescript/bin/tsc", "--noEmit")


def test_its_own_tests_pass(node: str) -> None:
    run(node, "node_modules/vitest/vitest.mjs", "run")


def test_it_is_under_twenty_kilobytes_gzipped() -> None:
    assert len(gzip.compress((BUNDLE / "widget.js").read_bytes(), 9)) < 20_000


def test_the_licences_of_what_it_contains_are_beside_it() -> None:
    assert "widget-licences.txt" in (BUNDLE / "widget.js").read_text(encoding="utf-8")[:200]
    notices = (BUNDLE / "widget-licences.txt").read_text(encoding="utf-8")
    assert "lit-html" in notices
    assert "Redistributions in binary form must reproduce the above copyright notice" in notices


def test_it_makes_no_markup_or_code_of_text() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (WIDGET / "src").rglob("*.ts"))
    assert (
        re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|unsafe\w*|document\.write|\beval\b|new Function", code
        )
        == []
    )


def test_the_lock_file_names_no_registry() -> None:
    lock = (WIDGET / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_other_sites_may_load_it_and_need_not_again(web: Server) -> None:
    address = f"http://127.0.0.1:{web.port}/widget.js"
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as response:
        headers = response.headers
        assert gzip.decompress(response.read()) == (BUNDLE / "widget.js").read_bytes()
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = urllib.request.Request(address, headers={"If-None-Match": headers["ETag"]})
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(again, timeout=30)
