"""The served OpenAPI document: who may ask, and in which media types it is answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Response
from fastapi.testclient import TestClient

from services.distributed import SERVICES
from services.standalone import Standalone
from shared.process.openapi import complete_openapi
from shared.security.keys import Role, new_key, save_keys
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
    assert asked["POST /v1/targets/annual"] == [SIGNED]
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
        ("GET /v1/figures/structure.xml", "application/vnd.sdmx.structure+xml"),
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


def open_places(schema: Any, place: str = "") -> list[str]:
    """Where a schema says nothing of what may stand there."""
    if isinstance(schema, list):
        return [each for index, part in enumerate(schema) for each in open_places(part, f"{place}/{index}")]
    if not isinstance(schema, dict):
        return []
    told = {"type", "enum", "const", "anyOf"} & set(schema)
    bare = schema.get("type") == "object" and not {"properties", "additionalProperties"} & set(schema)
    bare |= schema.get("type") == "array" and not {"items", "prefixItems"} & set(schema)
    found = [place] if not told or bare else []
    for name, part in schema.get("properties", {}).items():
        found += open_places(part, f"{place}/{name}")
    for key in ("items", "prefixItems", "additionalProperties", "anyOf"):
        if isinstance(part := schema.get(key), dict | list):
            found += open_places(part, f"{place}/{key}")
    return found


def test_no_answer_in_json_leaves_open_what_stands_in_it(document: dict[str, Any]) -> None:
    asked = {
        f"{route} {status}": open_places(answer["content"]["application/json"]["schema"])
        for route, operation in operations(document).items()
        for status, answer in operation["responses"].items()
        if "application/json" in answer["content"]
    }
    assert len(asked) > 25
    assert {route: places for route, places in asked.items() if places} == {}


def test_a_schema_that_says_nothing_is_noticed() -> None:
    loose = {"type": "object", "properties": {"a": {}, "b": {"type": "array"}, "c": {"anyOf": [{"type": "object"}]}}}
    assert open_places(loose) == ["/a", "/b", "/c/anyOf/0"]


APPLICATIONS = ("standalone", *SERVICES)


@pytest.fixture(scope="module")
def applications(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FastAPI]:
    """The three services in one process, and each alone."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("served"))
    return {"standalone": Standalone(settings).app} | {name: make(settings) for name, make in SERVICES.items()}


def of_the_api(app: FastAPI) -> dict[str, dict[str, Any]]:
    return {route: each for route, each in operations(app.openapi()).items() if route.split(" ")[1].startswith("/v1/")}


def queries(operation: dict[str, Any]) -> set[str]:
    return {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}


def test_the_services_apart_describe_what_they_describe_together(applications: dict[str, FastAPI]) -> None:
    together = of_the_api(applications["standalone"])
    assert together == {route: each for name in SERVICES for route, each in of_the_api(applications[name]).items()}


@pytest.mark.parametrize("name", APPLICATIONS)
def test_nothing_is_read_of_a_query_that_the_document_does_not_tell_of(
    applications: dict[str, FastAPI], name: str
) -> None:
    """What a route is not described with is refused before the route runs, so that no route can read it."""
    client = TestClient(applications[name], raise_server_exceptions=False)
    for route, operation in of_the_api(applications[name]).items():
        method, path = route.split(" ")
        told = queries(operation)
        for asked in ("misspelt", "as_of", "from", "dry_run", "revision"):
            if asked not in told:
                answer = client.request(method, path, params={asked: "1"})
                assert (answer.status_code, answer.json().get("faults", [{}])[0].get("code")) == (
                    422,
                    "unknown_parameter",
                ), (route, asked)
        for asked in told:
            answer = client.request(method, path, params=[(asked, "1"), (asked, "2")])
            assert answer.json()["faults"][0]["code"] == "repeated_parameter", (route, asked)


def test_whatever_the_document_tells_of_is_read(tmp_path: Path) -> None:
    key, secret = new_key("ops", Role.OPS, "")
    settings = Settings(data_dir=tmp_path)
    save_keys(settings.keys_path, [key])
    app = Standalone(settings).app
    with TestClient(app, headers={"Authorization": f"Bearer {secret}"}) as client:
        for route, operation in of_the_api(app).items():
            for asked in queries(operation) if route.startswith("GET") else ():
                answer = client.get(route.removeprefix("GET "), params={asked: "1"})
                found = answer.json().get("faults", []) if "json" in answer.headers["content-type"] else []
                assert "unknown_parameter" not in {each["code"] for each in found}, (route, asked)


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
