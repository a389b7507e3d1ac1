from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.testclient import TestClient

from shared.security.keys import Principal, Role
from shared.security.sessions import COOKIE, SessionsAway
from shared.security.signed_in import look_up_sessions
from shared.security.taken_along import LONGEST_ADDRESS, address_of, is_file, note_what_is_taken_along
from shared.web.exporting.middleware import export_tables
from tests.people.signing_in import KnownSessions
from tests.unit.asking import EVERYBODY, PLACES, QUERIES, UNIT, building
from tests.unit.asking import address_of as asked_at

PAGE = "<title>报送 · 序时</title><table><tr><td>7</td></tr></table>"
FILE = {"Content-Disposition": 'attachment; filename="a.xlsx"'}
CSV = "text/csv; charset=utf-8"
SHOWN = ("text/html", "text/css", "text/plain", "text/javascript", "application/json", "application/problem+json")
"""What a browser shows or uses, where it is not given as an attachment; whatever else is no picture or XML it saves."""


class Sessions(KnownSessions):
    """Those in memory, which can be told to write nothing down any more."""

    full = False

    async def took_along(self, cookie: str, what: str) -> None:
        if self.full:
            raise SessionsAway from TimeoutError("gone")
        await super().took_along(cookie, what)


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


@pytest.fixture
def client(sessions: Sessions) -> TestClient:
    app = FastAPI()
    app.get("/reports")(lambda: HTMLResponse(PAGE))
    app.get("/file")(lambda: Response("content", headers=FILE))
    app.get("/refused")(lambda: Response("no", 403, headers=FILE))
    app.get("/v1/figures.csv")(lambda: Response("a,b", media_type=CSV))
    export_tables(app)
    note_what_is_taken_along(app, sessions)
    look_up_sessions(app, sessions)
    return TestClient(app)


def enter(client: TestClient, sessions: Sessions, **more: str) -> None:
    client.cookies.set(COOKIE, sessions.begin(Principal("chen", Role.REVIEWER, "500000"), **more))


def test_every_file_that_a_person_takes_along_is_written_down_and_no_page(
    client: TestClient, sessions: Sessions
) -> None:
    enter(client, sessions)
    assert client.get("/reports?period=2025-03").status_code == 200
    assert client.get("/refused").status_code == 403
    client.head("/file")
    assert sessions.taken_along == []
    for address in ("/reports?period=2025-03&export=xlsx", "/file?token=secret&a=1", "/v1/figures.csv"):
        assert client.get(address).status_code == 200
    assert sessions.taken_along == ["/reports?period=2025-03&export=xlsx", "/file?a=1", "/v1/figures.csv"]


def test_of_who_has_not_signed_in_and_of_a_key_nothing_is_written_down(client: TestClient, sessions: Sessions) -> None:
    assert client.get("/reports?export=xlsx").status_code == 200
    enter(client, sessions, step="factor")
    assert client.get("/reports?export=xlsx").status_code == 200
    enter(client, sessions)
    assert client.get("/file", headers={"Authorization": "Bearer key"}).status_code == 200
    assert sessions.taken_along == []


def test_what_cannot_be_written_down_is_not_given_and_pages_are(client: TestClient, sessions: Sessions) -> None:
    enter(client, sessions)
    sessions.full = True
    answer = client.get("/file")
    assert answer.status_code == 503 and answer.json()["type"].endswith("/export-not-noted")
    assert "content-disposition" not in answer.headers and "content" not in answer.text.split()
    shown = client.get("/reports?export=xlsx", headers={"Accept": "text/html"})
    assert shown.status_code == 503 and "暂时不能导出" in shown.text
    assert client.get("/reports").status_code == 200
    client.cookies.clear()
    assert client.get("/reports?export=xlsx").status_code == 200, "whoever has not signed in is not kept from it"


@pytest.mark.parametrize(
    ("status", "headers", "file"),
    [
        (200, [(b"Content-Disposition", b"Attachment; filename=a")], True),
        (206, [(b"content-type", b"text/csv")], True),
        (200, [(b"content-type", b"application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8")], True),
        (200, [(b"content-disposition", b"inline; filename=a.html"), (b"content-type", b"text/html")], False),
        (304, [(b"content-type", b"text/csv")], False),
        (200, [], False),
    ],
)
def test_a_file_is_what_is_given_as_one(status: int, headers: Any, file: bool) -> None:
    assert is_file({"type": "http.response.start", "status": status, "headers": headers}) is file


def is_saved(answer: Any) -> bool:
    """Whether a browser saves the answer as a file."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    shown = kind in SHOWN or kind.startswith("image/") or kind.endswith("xml") or not answer.content
    return answer.status_code == 200 and (not shown or "attachment" in answer.headers.get("content-disposition", ""))


def test_whatever_a_browser_saves_at_a_route_of_the_system_is_written_down_and_nothing_else(tmp_path: Path) -> None:
    saved = []
    with building(tmp_path) as made:
        made.report(
            {"region": UNIT, "period": made.period, "lines": [{"indicator": "urban_new_employment", "value": 7}]}
        )
        made.settle()
        for who in (each for each in EVERYBODY if each.role is not None and not each.foreign):
            for path in (route.removeprefix("GET ") for route in made.routes if route.startswith("GET ")):
                address = asked_at(path, PLACES) + (f"?{QUERIES[path]}" if path in QUERIES else "")
                saved += [address] * is_saved(made.visit(address, who))
        assert sorted(made.taken_along()) == sorted(saved)
    assert {"/v1/figures.csv?region=500107", "/security.csv"} < set(saved)


def test_an_address_is_written_as_it_is_read_and_no_longer_than_it_may_be() -> None:
    query = "region=%E6%B8%9D%E4%B8%AD&token=secret&x=%0A1"
    assert address_of({"path": "/报送", "query_string": query.encode()}) == "/报送?region=渝中&x=1"
    assert len(address_of({"path": "/" + "a" * 900, "query_string": b""})) == LONGEST_ADDRESS
