"""A session that has ended opens nothing any more, whoever kept its cookie: on pages and at the API, in one process
with intake and apart from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from fastapi.testclient import TestClient

from services.alerts.main import Alerts
from services.intake.accounts.account import HeldRole
from services.intake.accounts.managing import Managing
from services.intake.accounts.passwords import Hashing
from services.intake.sessions.rules import IDLE
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.process.application import application
from shared.process.runtime import Runtime
from shared.security.keys import Role
from shared.security.remote_sessions import RemoteSessions
from shared.security.sessions import COOKIE, form_token
from shared.settings import Settings
from shared.store.tables import create_store_tables
from tests.unit.intake.people.support import open_for, sign_in
from tests.unit.intake.support import CITY, Service, running

REVIEWER = (Role.REVIEWER, CITY)


def a_store(folder: Path, name: str) -> None:
    """An empty store of a service that alerts reads from."""
    database = Database(Settings(data_dir=folder).database_url(name))
    with database.write() as connection:
        create_store_tables(connection)
    database.dispose()


Ends = Callable[[Service, str], None]


class Apart:
    """Intake with who asks it, and the alerts service, which asks intake who has signed in."""

    def __init__(self, service: Service, alerts: TestClient) -> None:
        self.service, self.alerts = service, alerts
        self.second = 0.0

    def cookie(self) -> str:
        self.service.client.cookies.clear()
        sign_in(self.service)
        cookie = self.service.client.cookies[COOKIE]
        self.service.client.cookies.clear()
        return cookie

    def answers(self, cookie: str) -> dict[str, int]:
        """What the cookie opens: a page and the API of intake, a page and the API of alerts."""
        headers = {"Cookie": f"{COOKIE}={cookie}", "Accept": "text/html"}
        asked = {"/reviews": self.service.client, "/v1/reports": self.service.client}
        asked |= {"/outbox": self.alerts, "/reminders": self.alerts, "/v1/alerts": self.alerts}
        return {
            path: client.get(path, headers=headers, follow_redirects=False).status_code
            for path, client in asked.items()
        }


ALL_OPEN = {"/reviews": 200, "/v1/reports": 200, "/outbox": 200, "/reminders": 200, "/v1/alerts": 200}
ALL_SHUT = {"/reviews": 303, "/v1/reports": 401, "/outbox": 303, "/reminders": 303, "/v1/alerts": 401}


@pytest.fixture
def apart(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Iterator[Apart]:
    with ExitStack() as stack:
        service = stack.enter_context(running(tmp_path, catalogue, open_board=False))
        open_for(service, grants=(HeldRole(*REVIEWER),))
        made = Apart(service, None)  # type: ignore[arg-type]  # the other service needs its seconds
        monkeypatch.setattr(service.intake.sessions._remembered, "_seconds", lambda: made.second)
        settings = Settings(data_dir=tmp_path / "apart", open_board=False)
        for name in ("intake", "aggregator"):
            a_store(settings.data_dir, name)
        runtime = Runtime(settings, clock=service.clock, catalogue=catalogue)
        lookup = RemoteSessions("http://intake", lambda: made.second, httpx.ASGITransport(app=service.client.app))
        app = application("alerts", runtime, [Alerts(runtime)], sessions=lookup)
        made.alerts = stack.enter_context(TestClient(app))
        yield made


def signed_out(service: Service, cookie: str) -> None:
    fields = {"form_token": form_token(cookie)}
    answer = service.client.post(
        "/logout", data=fields, headers={"Cookie": f"{COOKIE}={cookie}"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def left_alone(service: Service, _cookie: str) -> None:
    service.clock.advance(IDLE)


def ended_elsewhere(service: Service, _cookie: str) -> None:
    Managing(service.intake.database, set, service.clock, Hashing(), "ops").end_sessions("chen.mei")


def closed(service: Service, _cookie: str) -> None:
    Managing(service.intake.database, set, service.clock, Hashing(), "ops").close("chen.mei")


def role_taken(service: Service, _cookie: str) -> None:
    Managing(service.intake.database, set, service.clock, Hashing(), "ops").revoke("chen.mei", *REVIEWER)


def password_reset(service: Service, _cookie: str) -> None:
    Managing(service.intake.database, set, service.clock, Hashing(), "ops").reset("chen.mei")


@pytest.mark.parametrize("ends", [signed_out, left_alone, ended_elsewhere, closed, role_taken, password_reset])
def test_the_old_cookie_opens_nothing_a_second_later_in_one_process_and_apart(apart: Apart, ends: Ends) -> None:
    cookie = apart.cookie()
    assert apart.answers(cookie) == ALL_OPEN
    ends(apart.service, cookie)
    apart.second += 1.0
    assert apart.answers(cookie) == ALL_SHUT


def test_after_signing_out_intake_knows_at_once(apart: Apart) -> None:
    cookie = apart.cookie()
    assert apart.answers(cookie) == ALL_OPEN
    signed_out(apart.service, cookie)
    assert apart.answers(cookie)["/reviews"] == 303


def test_signing_out_needs_the_form_of_the_session(apart: Apart) -> None:
    cookie = apart.cookie()
    answer = apart.service.client.post("/logout", data={}, headers={"Cookie": f"{COOKIE}={cookie}"})
    assert answer.status_code == 403
    assert apart.answers(cookie) == ALL_OPEN


def test_the_head_of_the_other_service_s_page_names_who_has_signed_in(apart: Apart) -> None:
    page = apart.alerts.get("/outbox", headers={"Cookie": f"{COOKIE}={apart.cookie()}"}).text
    head = page.split("</header>")[0]
    assert "陈梅" in head and "重庆市 · 审核" in head and "退出" in head


def test_while_intake_is_away_pages_for_somebody_say_so(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = apart.cookie()

    async def away(*_: object, **__: object) -> None:
        raise httpx.ConnectError("refused")

    monkeypatch.setattr(httpx.AsyncClient, "request", away)
    answer = apart.alerts.get("/outbox", headers={"Cookie": f"{COOKIE}={cookie}", "Accept": "text/html"})
    assert (answer.status_code, "暂时不能确认登录" in answer.text) == (503, True)


def test_what_was_sent_to_a_service_apart_is_kept_by_intake_and_found_again_there(apart: Apart) -> None:
    cookie = apart.cookie()
    left_alone(apart.service, cookie)
    apart.second += 1
    sent = {"form_token": form_token(cookie), "key": "k" * 18, "reason": "等二季度数据", "until": "2023-06"}
    here = {"Accept": "text/html", "Referer": "http://testserver/alerts/1"}
    answer = apart.alerts.post(
        "/alerts/1/silence", data=sent, headers={"Cookie": f"{COOKIE}={cookie}", **here}, follow_redirects=False
    )
    assert answer.status_code == 303 and "/login?next=%2Falerts%2F1%3Fkept%3D" in answer.headers["location"]
    back = unquote(answer.headers["location"].partition("next=")[2])
    anew = {"Cookie": f"{COOKIE}={apart.cookie()}", **here}
    page = apart.alerts.get(back, headers=anew)
    assert page.status_code == 404 and "<li>等二季度数据</li>" in page.text, (
        "what was typed is told, whatever became of it"
    )
