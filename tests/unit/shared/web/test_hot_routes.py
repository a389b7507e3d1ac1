from __future__ import annotations

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from shared.observe import Health, Metrics
from shared.store import Overloaded
from shared.web.install import install
from shared.web.problems import Problem, json_response
from shared.web.requests import correlation_id, read_body
from tests.narrowing import of

RAISED = {"problem": Problem(409, "no", "不行"), "busy": Overloaded(), "crash": RuntimeError("secret detail")}


async def endpoint(request: Request) -> Response:
    body = (await read_body(request, 100)).decode()
    if body in RAISED:
        raise RAISED[body]
    return json_response({"body": body, "path": request.url.path, "id": correlation_id(request)}, 201)


def client_of(hot: bool) -> tuple[TestClient, Metrics]:
    app, metrics = FastAPI(), Metrics()
    app.add_api_route("/things", endpoint, methods=["POST"])
    install(app, metrics, Health(), {("POST", "/things"): endpoint} if hot else None)
    return TestClient(app, raise_server_exceptions=False), metrics


@pytest.mark.parametrize("body", ["fine", "problem", "busy", "crash", "x" * 101])
def test_a_hot_route_answers_as_the_router_would(body: str) -> None:
    answers = []
    for hot in (True, False):
        client, _ = client_of(hot)
        answer = client.post("/things", content=body, headers={"X-Correlation-ID": "c-1"})
        answers.append((answer.status_code, answer.content, sorted(answer.headers.items())))
    assert answers[0] == answers[1]


def test_a_hot_route_is_counted_under_its_path_and_never_reaches_the_router() -> None:
    client, metrics = client_of(True)
    of(FastAPI, client.app).router.routes.clear()
    assert client.post("/things", content="fine").status_code == 201
    labels = {"method": "POST", "route": "/things", "status": "201"}
    assert metrics.registry.get_sample_value("xushi_http_request_seconds_count", labels) == 1


def test_another_method_or_path_goes_to_the_router() -> None:
    client, _ = client_of(True)
    assert client.get("/things").status_code == 405
    assert client.post("/things/1").status_code == 404
