from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from shared.observe import Health, Metrics
from shared.periods import SettableClock
from shared.security.keys import Keyring, Principal, Role, new_key, save_keys
from shared.security.sessions import COOKIE
from shared.security.signed_in import look_up_sessions
from shared.web.forms import read_form
from shared.web.install import install
from shared.web.problems import json_response
from tests.builders import NOON, an_authentication
from tests.people.signing_in import KnownSessions

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


class Client(TestClient):
    """A client of the pages below that knows a reporter's and a signer's secrets."""

    secret: str
    signing: str
    sessions: KnownSessions


def make(tmp_path: Path, *, open_board: bool = True) -> Client:
    reporter, secret = new_key("k", Role.REPORTER, "500107")
    signer, signing = new_key("s", Role.SIGNER, "500107")
    save_keys(tmp_path / "keys.json", [reporter, signer])
    authentication = an_authentication(Keyring(tmp_path / "keys.json"), SettableClock(NOON), open_board=open_board)
    app = FastAPI()

    @app.get("/v1/mine")
    async def mine(request: Request) -> Response:
        return json_response(authentication.principal(request))

    @app.post("/v1/mine")
    async def change(request: Request) -> Response:
        return json_response(authentication.principal(request))

    @app.get("/v1/open")
    async def board(request: Request) -> Response:
        return json_response(authentication.visitor(request))

    @app.get("/board")
    async def board_page(request: Request) -> Response:
        return json_response(authentication.page_visitor(request))

    @app.get("/page")
    async def page(request: Request) -> Response:
        return json_response(
            {"who": authentication.page(request, Role.REPORTER), "t": authentication.form_token(request)}
        )

    @app.get("/ops-page")
    async def ops_page(request: Request) -> Response:
        return json_response(authentication.page(request, Role.OPS))

    @app.post("/page")
    async def send(request: Request) -> Response:
        form = await read_form(request)
        return json_response(authentication.form(request, form.get("form_token", ""), Role.REPORTER))

    @app.get("/v1/signed")
    async def signed(request: Request) -> Response:
        return json_response(authentication.second_signer(request))

    sessions = KnownSessions()
    look_up_sessions(app, sessions)
    install(app, Metrics(), Health())
    client = Client(app, raise_server_exceptions=False, follow_redirects=False)
    client.secret, client.signing, client.sessions = secret, signing, sessions
    return client


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return make(tmp_path)


def sign_in(client: Client) -> None:
    client.cookies.set(COOKIE, client.sessions.begin(Principal("k", Role.REPORTER, "500107")))


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_session_reads_what_its_key_may_read_and_changes_nothing(client: Client) -> None:
    assert client.get("/v1/mine").status_code == 401
    sign_in(client)
    assert client.get("/v1/mine").json()["id"] == "k"
    assert client.post("/v1/mine").status_code == 401
    assert client.post("/v1/mine", headers=bearer(client.secret)).status_code == 200


def test_a_wrong_key_is_refused_although_somebody_has_signed_in(client: Client) -> None:
    sign_in(client)
    assert client.get("/v1/mine", headers=bearer("wrong")).status_code == 401
    assert client.get("/v1/open", headers=bearer("wrong")).status_code == 401


def test_the_board_is_open_to_everybody_and_knows_who_has_signed_in(client: Client) -> None:
    assert client.get("/v1/open").json() is None
    assert client.get("/board").json() is None
    sign_in(client)
    assert client.get("/v1/open").json()["id"] == "k"
    assert client.get("/board").json()["id"] == "k"


def test_a_board_that_is_not_open_asks_everybody_to_sign_in(tmp_path: Path) -> None:
    client = make(tmp_path, open_board=False)
    assert client.get("/v1/open").status_code == 401
    answer = client.get("/board?period=2023-03")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fboard%3Fperiod%3D2023-03")
    sign_in(client)
    assert client.get("/v1/open").status_code == client.get("/board").status_code == 200


def test_a_page_sends_who_has_not_signed_in_to_the_login_page_and_back(client: Client) -> None:
    answer = client.get("/page?period=2023-03", headers=BROWSER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fpage%3Fperiod%3D2023-03")
    sign_in(client)
    assert client.get("/page").json()["who"]["id"] == "k"


def test_another_role_gets_a_page_that_says_so(client: Client) -> None:
    sign_in(client)
    answer = client.get("/ops-page", headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert "当前的账号或密钥无权进行此操作" in answer.text
    assert client.get("/ops-page").headers["content-type"] == "application/problem+json"


def test_a_form_needs_the_token_of_its_session(client: Client) -> None:
    answer = client.post("/page", data={}, headers={"Referer": "http://testserver/page?a=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fpage%3Fa%3D1")
    answer = client.post("/page", data={}, headers={"Referer": "http://evil.example/page"})
    assert answer.headers["location"] == "/login?next=%2F"
    sign_in(client)
    token = client.get("/page").json()["t"]
    assert client.post("/page", data={}).json()["type"].endswith("/form-token")
    assert client.post("/page", data={"form_token": token[:-1]}).status_code == 403
    assert client.post("/page", data={"form_token": token}).json()["id"] == "k"


def test_a_key_in_the_header_sends_no_form(client: Client) -> None:
    answer = client.post("/page", data={"form_token": ""}, headers=bearer(client.secret))
    assert answer.status_code == 303


def test_the_second_signers_key_comes_in_its_own_header(client: Client) -> None:
    assert client.get("/v1/signed").json() is None
    assert client.get("/v1/signed", headers={"Second-Signer": f"Bearer {client.signing}"}).json()["id"] == "s"
    for wrong in ("Bearer wrong", client.signing, f"Basic {client.signing}"):
        answer = client.get("/v1/signed", headers={"Second-Signer": wrong})
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (401, "signer-key-invalid")


def test_an_unreadable_form_is_refused(client: Client) -> None:
    sign_in(client)
    assert client.post("/page", content=b"a=%ff%fe").status_code in (400, 403)
    assert client.post("/page", content=b"\xff").status_code == 400
