"""Query parameters: those that a route is described with, each once, and nothing else."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient

from shared.observe import Health, Metrics
from shared.web.install import install
from shared.web.parameters import Whole, described, whole
from shared.web.routing.routers import api_router, take_over


@pytest.fixture
def client() -> TestClient:
    app, routes, pages = FastAPI(), api_router("报送"), APIRouter()
    install(app, Metrics(), Health())

    @routes.get("/v1/told", openapi_extra=described({"from": "起始月份"}))
    async def told(request: Request, revision: Whole | None = None) -> dict[str, object]:
        return {"from": request.query_params.get("from"), "revision": revision}

    @pages.get("/page")
    async def page(request: Request) -> dict[str, str]:
        return dict(request.query_params)

    take_over(app.router, routes, pages)
    return TestClient(app)


def faults(client: TestClient, query: str) -> list[tuple[str, str]]:
    answer = client.get(f"/v1/told?{query}")
    assert answer.status_code == 422
    return [(each["code"], each["pointer"]) for each in answer.json()["faults"]]


def test_what_a_route_is_described_with_is_read_by_whichever_way_it_is_described(client: TestClient) -> None:
    assert client.get("/v1/told?from=2023-01&revision=2").json() == {"from": "2023-01", "revision": 2}
    assert client.get("/v1/told").json() == {"from": None, "revision": None}


def test_every_other_one_and_every_one_that_comes_twice_is_refused_by_name(client: TestClient) -> None:
    assert faults(client, "form=1&to=2&from=3") == [("unknown_parameter", "form"), ("unknown_parameter", "to")]
    assert faults(client, "from=1&from=2") == [("repeated_parameter", "from")]


def test_a_page_may_be_asked_with_anything(client: TestClient) -> None:
    assert client.get("/page?done=sent").json() == {"done": "sent"}


@pytest.mark.parametrize("text", ["1_0", "1.0", " 1", "+1", "-1", "１", "١", "", "9" * 19])
def test_a_number_that_counts_is_plain_digits(client: TestClient, text: str) -> None:
    with pytest.raises(ValueError, match="应为整数"):
        whole(text)
    assert client.get("/v1/told", params={"revision": text}).status_code == 422
    assert whole("012") == 12
