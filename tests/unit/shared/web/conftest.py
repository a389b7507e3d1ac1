from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from shared.observe import Health, Metrics
from shared.security.keys import Keyring, Role, new_key, save_keys
from shared.store import EventTooLarge, Overloaded
from shared.web.install import install
from shared.web.problems import Fault, Problem, json_response
from shared.web.requests import correlation_id, read_body
from tests.builders import a_clock, an_authentication


class AskingClient(TestClient):
    """A client that knows a reporter's secret, and the health of the service it asks."""

    secret: str
    health: Health


@pytest.fixture
def client(tmp_path: Path) -> AskingClient:
    app = FastAPI(redirect_slashes=False)
    metrics, health = Metrics(), Health()
    key, secret = new_key("k", Role.REPORTER, "500107")
    save_keys(tmp_path / "keys.json", [key])
    authentication = an_authentication(Keyring(tmp_path / "keys.json"), a_clock())

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

    @app.get("/large")
    async def large() -> Response:
        raise EventTooLarge("bulletin-500000-2023-03", 1_000_000)

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
    made = AskingClient(app, raise_server_exceptions=False)
    made.secret, made.health = secret, health
    return made
