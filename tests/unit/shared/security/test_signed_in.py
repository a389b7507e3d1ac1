from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from shared.observe import Health, Metrics
from shared.periods import SettableClock
from shared.security.keys import Keyring, Principal, Role
from shared.security.sessions import COOKIE, KeepsNoForms, Session, SessionsAway, new_cookie
from shared.security.signed_in import look_up_sessions, session_of
from shared.web.install import install
from shared.web.problems import json_response
from tests.builders import NOON, an_authentication


class Counting(KeepsNoForms):
    """Knows one session, and counts how often it is asked; away while it is told to be."""

    def __init__(self) -> None:
        self.asked = 0
        self.away = False
        self.step = ""

    async def find(self, cookie: str) -> Session | None:
        self.asked += 1
        if self.away:
            raise SessionsAway from TimeoutError("too late")
        return Session(principal=Principal("chen", Role.OPS, ""), name="陈", step=self.step)

    async def took_along(self, cookie: str, what: str) -> None:
        return

    async def close(self) -> None:
        return


def asked(tmp_path: Path) -> tuple[TestClient, Counting]:
    lookup, app = Counting(), FastAPI()
    authentication = an_authentication(Keyring(tmp_path / "keys.json"), SettableClock(NOON))

    @app.get("/page")
    async def page(request: Request) -> Response:
        twice = authentication.page(request), authentication.page(request)
        return json_response([*twice, session_of(request)])

    @app.get("/board")
    async def board(request: Request) -> Response:
        return json_response(authentication.page_visitor(request))

    look_up_sessions(app, lookup)
    install(app, Metrics(), Health())
    return TestClient(app, follow_redirects=False), lookup


def test_who_has_signed_in_is_looked_up_once_a_request_and_not_at_all_without_a_cookie(tmp_path: Path) -> None:
    client, lookup = asked(tmp_path)
    assert client.get("/page").status_code == 303
    client.cookies.set("other", "x")
    assert client.get("/page").status_code == 303
    assert lookup.asked == 0
    client.cookies.set(COOKIE, new_cookie())
    assert client.get("/page").json()[0]["id"] == "chen"
    assert client.head("/board").status_code == 200
    assert lookup.asked == 2


def test_where_it_cannot_be_found_out_a_page_for_somebody_says_so_and_the_open_board_shows(tmp_path: Path) -> None:
    client, lookup = asked(tmp_path)
    lookup.away = True
    client.cookies.set(COOKIE, new_cookie())
    answer = client.get("/page", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "暂时不能确认登录" in answer.text
    assert client.get("/board").json() is None


def test_a_sign_in_that_lacks_a_step_opens_nothing(tmp_path: Path) -> None:
    client, lookup = asked(tmp_path)
    lookup.step = "factor"
    client.cookies.set(COOKIE, new_cookie())
    assert client.get("/page").status_code == 303
    assert client.get("/board").json() is None
