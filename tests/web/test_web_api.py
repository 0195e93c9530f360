"""The channel does what its OpenAPI description says, to requests as described and to others."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis import checks
from serving import Server
from web_site import Visitor

from bot.channels import web as channel

DESCRIPTION = Path(channel.__file__).with_name("web_api.yml")
schema = schemathesis.openapi.from_path(DESCRIPTION)
CHECKED = [
    checks.not_a_server_error,
    schemathesis.checks.CHECKS.get_one("status_code_conformance"),
    schemathesis.checks.CHECKS.get_one("content_type_conformance"),
    schemathesis.checks.CHECKS.get_one("response_schema_conformance"),
    schemathesis.checks.CHECKS.get_one("response_headers_conformance"),
]


@schema.parametrize()
@settings(
    max_examples=15, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
def test_every_request_is_answered_as_described(case: Any, web: Server) -> None:
    visitor = Visitor(web).begin()
    headers = {"Authorization": f"Bearer {visitor.token}", "X-Forwarded-For": uuid.uuid4().hex}
    base = f"http://127.0.0.1:{web.port}/webhooks/web"
    case.call_and_validate(base_url=base, headers=headers, checks=CHECKED)


def test_the_description_is_served_as_it_is(web: Server) -> None:
    assert yaml.safe_load(Visitor(web).ask("GET", "openapi.yml").body) == yaml.safe_load(
        DESCRIPTION.read_text()
    )


def test_every_address_but_the_description_itself_is_described() -> None:
    source = Path(channel.__file__).read_text(encoding="utf-8")
    described = yaml.safe_load(DESCRIPTION.read_text())["paths"]
    served = {line.split('"')[1] for line in source.splitlines() if line.strip().startswith('"/')}
    assert served - set(described) == {"/", "/openapi.yml"}
    assert set(described) <= served
