"""The served OpenAPI document: who may ask, and in which media types it is answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Response
from fastapi.testclient import TestClient

from services.standalone import Standalone
from shared.process.openapi import complete_openapi
from shared.security.permissions import RULES
from shared.settings import Settings

Way = dict[str, list[str]]

KEY: Way = {"key": []}
SIGNED: Way = {"key": [], "secondSigner": []}
SESSION: Way = {"session": []}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("served")
    app = Standalone(Settings(data_dir=folder)).app
    document: dict[str, Any] = app.openapi()
    assert app.openapi() is document, "made once"
    return document


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, found in document["paths"].items()
        for method, operation in found.items()
    }


def test_each_operation_names_the_keys_that_it_asks_for(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert (schemes["key"]["type"], schemes["key"]["scheme"]) == ("http", "bearer")
    assert (schemes["secondSigner"]["in"], schemes["secondSigner"]["name"]) == ("header", "Second-Signer")
    for route, operation in operations(document).items():
        assert {name for way in operation["security"] for name in way} <= set(schemes)
        assert ({} in operation["security"]) == (RULES[route].open or RULES[route].board), route
    asked = {route: operation["security"] for route, operation in operations(document).items()}
    assert asked["POST /v1/reports"] == [KEY, SIGNED]
    assert asked["POST /v1/targets/revisions"] == [SIGNED]
    assert asked["POST /v1/reviews"] == [KEY]
    assert asked["GET /v1/reports"] == [KEY, SESSION]
    assert asked["GET /v1/figures"] == [{}, KEY, SESSION]


def test_problems_are_problem_json_everywhere(document: dict[str, Any]) -> None:
    for route, operation in operations(document).items():
        assert "422" not in operation["responses"], route
        for status in ("4XX", "5XX"):
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"], route
    assert set(document["components"]["schemas"]) == {"Problem"}
    assert document["components"]["schemas"]["Problem"]["required"] == ["type", "title", "status"]


@pytest.mark.parametrize(
    ("route", "media"),
    [
        ("GET /v1/figures.csv", "application/vnd.sdmx.data+csv"),
        ("GET /v1/forms/{region}/{period}.xlsx", XLSX),
        ("POST /v1/forms/{region}/{period}/marked", XLSX),
        ("POST /v1/reports/bulk", "application/x-ndjson"),
        ("GET /metrics", "text/plain"),
    ],
)
def test_what_is_no_json_has_its_own_media_type_alone(document: dict[str, Any], route: str, media: str) -> None:
    content = operations(document)[route]["responses"]["200"]["content"]
    assert list(content) == [media] and content[media]["schema"]["type"] == "string"


def test_every_answer_has_its_schema(document: dict[str, Any]) -> None:
    without = {
        route
        for route, operation in operations(document).items()
        for answer in operation["responses"].values()
        if not answer.get("content") or not all(each["schema"] for each in answer["content"].values())
    }
    assert without == set()


def test_no_parameter_is_described_twice(document: dict[str, Any]) -> None:
    for route, operation in operations(document).items():
        names = [(each["in"], each["name"]) for each in operation.get("parameters", ())]
        assert len(names) == len(set(names)), route


def test_a_route_without_a_rule_is_described_as_open() -> None:
    app, routes = FastAPI(), APIRouter()

    @routes.get("/other")
    async def other() -> Response:
        return Response()

    app.include_router(routes)
    complete_openapi(app)
    served = TestClient(app).get("/openapi.json").json()
    assert served["paths"]["/other"]["get"]["security"] == [{}]
