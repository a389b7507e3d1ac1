"""The reverse proxy's files: the way to every route, and the problems that it answers itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from services.aggregator.main import Aggregator
from services.alerts.main import Alerts
from services.intake.main import Intake
from shared.process.runtime import Runtime
from shared.settings import Settings

FOLDER = Path(__file__).parents[3] / "deploy" / "proxy"
SERVICES: dict[str, type[Intake | Aggregator | Alerts]] = {"intake": Intake, "aggregator": Aggregator, "alerts": Alerts}


def routing() -> dict[str, str]:
    """Prefix and service, as in the map."""
    rows = (line.split() for line in (FOLDER / "routes.map").read_text("utf-8").splitlines() if line[:1] == "/")
    return dict(rows)


def service_of(path: str) -> str:
    """Where the proxy sends a path to."""
    prefixes = [prefix for prefix in routing() if path.startswith(prefix)]
    return routing()[max(prefixes, key=len)] if prefixes else "aggregator"


def paths(router: APIRouter) -> set[str]:
    """Every path of a router and of those that it includes."""
    found = set()
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        found |= paths(inner) if inner is not None else {route.path} if isinstance(route, APIRoute) else set()
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_leads_to_the_service_that_has_it(service: str, tmp_path: Path) -> None:
    found = paths(SERVICES[service](Runtime(Settings(data_dir=tmp_path))).router)
    assert found
    assert {path: service_of(path) for path in found} == dict.fromkeys(found, service)


@pytest.mark.parametrize("service", SERVICES)
def test_each_services_health_and_document_can_be_asked_for(service: str) -> None:
    assert service_of(f"/healthz/{service}") == service
    assert service_of(f"/openapi/{service}.json") == service


def test_the_configuration_uses_every_problem_and_only_those_there_are() -> None:
    used = re.findall(r"errorfile (\d+) \S+/(\S+)", (FOLDER / "haproxy.cfg").read_text("utf-8"))
    assert {name for _, name in used} == {path.name for path in (FOLDER / "problems").iterdir()}
    assert all(name == f"{status}.http" for status, name in used)


@pytest.mark.parametrize("path", sorted((FOLDER / "problems").iterdir()), ids=lambda path: path.stem)
def test_a_problem_is_a_whole_answer_in_the_services_form(path: Path) -> None:
    head, _, body = path.read_bytes().partition(b"\r\n\r\n")
    first, *fields = head.decode("ascii").split("\r\n")
    headers = dict(field.split(": ", 1) for field in fields)
    problem = json.loads(body)
    assert first.split(" ")[1] == path.stem == str(problem["status"])
    assert headers["Content-Type"] == "application/problem+json"
    assert int(headers["Content-Length"]) == len(body)
    assert re.search(r"[一-鿿]", problem["title"])
    assert ("Retry-After" in headers) == (path.stem in ("502", "503", "504"))
