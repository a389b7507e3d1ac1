from __future__ import annotations

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from shared.observe import Health, Metrics
from shared.security.authentication import Authentication
from shared.security.keys import Keyring, Role, new_key, save_keys
from shared.store import Overloaded
from shared.web.problems import Fault, Problem, correlation_id, install, json_response, read_body
from tests.builders import a_clock


@pytest.fixture
def client(tmp_path):
    app = FastAPI()
    metrics, health = Metrics(), Health()
    key, secret = new_key("k", Role.REPORTER, "500107")
    save_keys(tmp_path / "keys.json", [key])
    authentication = Authentication(Keyring(tmp_path / "keys.json"), a_clock())

    @app.post("/echo")
    async def echo(request: Request) -> Response:
        body = await read_body(request, 10)
        return json_response({"length": len(body), "correlation_id": correlation_id(request)})

    @app.get("/mine")
    async def mine(request: Request) -> Response:
        return json_response(authentication.require(request, Role.REPORTER))

    @app.get("/audited")
    async def audited(request: Request) -> Response:
        return json_response(authentication.require(request, Role.AUDITOR))

    @app.get("/faulty")
    async def faulty() -> Response:
        raise Problem(422, "bad", "有误", faults=[Fault("a", "/x", "一"), Fault("b", "/y", "二")])

    @app.get("/busy")
    async def busy() -> Response:
        raise Overloaded

    @app.get("/crash")
    async def crash() -> Response:
        raise RuntimeError("secret detail")

    @app.get("/typed")
    async def typed(number: int) -> Response:
        return json_response(number)

    install(app, metrics, health)
    made = TestClient(app, raise_server_exceptions=False)
    made.secret, made.health = secret, health
    return made


def test_a_problem_lists_every_fault_as_problem_json(client):
    answer = client.get("/faulty")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [fault["pointer"] for fault in answer.json()["faults"]] == ["/x", "/y"]


def test_a_body_that_is_too_long_is_refused_whether_its_length_was_declared_or_not(client):
    assert client.post("/echo", content=b"x" * 10).json()["length"] == 10
    assert client.post("/echo", content=b"x" * 11).status_code == 413
    assert client.post("/echo", content=iter([b"x" * 6, b"x" * 6])).status_code == 413


def test_a_request_keeps_its_correlation_id_and_gets_one_when_it_has_none(client):
    answer = client.post("/echo", headers={"X-Correlation-ID": "abc-1"})
    assert answer.json()["correlation_id"] == answer.headers["x-correlation-id"] == "abc-1"
    assert len(client.post("/echo").headers["x-correlation-id"]) == 32
    assert client.post("/echo", headers={"X-Correlation-ID": "a b\tc"}).headers["x-correlation-id"] != "a b\tc"


def test_without_a_valid_key_the_answer_is_401_and_another_role_gets_403(client):
    assert client.get("/mine").status_code == 401
    assert client.get("/mine", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/mine", headers={"Authorization": f"Basic {client.secret}"}).status_code == 401
    assert client.get("/mine", headers={"Authorization": f"Bearer {client.secret}"}).json()["region"] == "500107"
    assert client.get("/audited", headers={"Authorization": f"Bearer {client.secret}"}).status_code == 403


def test_an_overloaded_service_asks_to_come_back(client):
    answer = client.get("/busy")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_a_crash_is_a_problem_that_tells_nothing_of_the_inside(client):
    answer = client.get("/crash")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret detail" not in answer.text


def test_unknown_addresses_and_bad_parameters_are_problems_too(client):
    assert client.get("/nowhere").json()["title"] == "没有这个地址"
    assert client.get("/echo").status_code == 405
    assert client.get("/typed?number=x").json()["faults"][0]["pointer"] == "query/number"


def test_health_is_503_as_soon_as_one_check_fails(client):
    client.health.add("fine", lambda: "ok")
    assert client.get("/healthz").status_code == 200

    def broken() -> str:
        raise RuntimeError

    client.health.add("broken", broken)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert [check["ok"] for check in answer.json()["checks"]] == [True, False]


def test_requests_are_counted_by_route_and_not_by_address(client):
    client.get("/nowhere/1")
    client.get("/nowhere/2")
    client.get("/faulty")
    text = client.get("/metrics").text
    assert 'xushi_http_request_seconds_count{method="GET",route="/faulty",status="422"} 1.0' in text
    assert 'route="other",status="404"} 2.0' in text
