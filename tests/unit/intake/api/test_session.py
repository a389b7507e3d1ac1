from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.security_log.events import DataExported
from shared.catalogue import Catalogue
from shared.security.keys import Principal, Role
from shared.security.sessions import COOKIE
from tests.people.signing_in import session_for
from tests.unit.intake.support import UNIT, Service, running


@pytest.fixture
def service(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    with running(tmp_path, catalogue) as made:
        yield made


def test_whoever_has_signed_in_is_told_who_they_are_and_nothing_on_the_way_keeps_it(service: Service) -> None:
    service.client.cookies.set(COOKIE, service.signed_in(UNIT))
    answer = service.client.get("/v1/session")
    assert answer.json()["principal"] == {"id": f"key-{UNIT}", "role": "reporter", "region": UNIT}
    assert answer.headers["cache-control"] == "private, no-store"


def test_without_a_session_there_is_none_to_tell_of(service: Service) -> None:
    assert service.client.get("/v1/session").status_code == 401
    assert service.get("/v1/session").status_code == 404


def test_what_somebody_takes_along_is_written_down_as_theirs(service: Service) -> None:
    service.client.cookies.set(COOKIE, service.signed_in(UNIT))
    assert service.client.post("/v1/session/exports", json={"what": "/alerts?export=xlsx"}).status_code == 204
    with service.intake.database.read() as connection:
        ((record, event),) = service.intake.security_log.read(
            connection, before=None, month="", account="", kind="DataExported", limit=9
        )
    assert (record.actor, event) == (f"key-{UNIT}", DataExported(account=f"key-{UNIT}", what="/alerts?export=xlsx"))
    assert service.client.post("/v1/session/exports", json={"where": 1}).status_code == 422
    assert service.client.post("/v1/session/exports", json={"what": "/a\r\n=1+1\u0000" + "b" * 900}).status_code == 204
    with service.intake.database.read() as connection:
        ((_, event), _) = service.intake.security_log.read(
            connection, before=None, month="", account="", kind="DataExported", limit=9
        )
    assert isinstance(event, DataExported) and event.what.startswith("/a=1+1bb") and len(event.what) == 500


def test_nobody_takes_anything_along_without_a_session(service: Service) -> None:
    for answer in (
        service.client.post("/v1/session/exports", json={"what": "/a"}),
        service.post({"what": "/a"}, "ops", path="/v1/session/exports"),
    ):
        assert answer.status_code in (401, 404)
    person = Principal("chen", Role.REPORTER, UNIT)
    session_for(service.intake, person)
    service.client.cookies.set(COOKIE, service.intake.sessions.begin(person, step="factor"))
    assert service.client.post("/v1/session/exports", json={"what": "/a"}).status_code == 403


@pytest.mark.parametrize(
    ("door", "status", "content"),
    [
        ("exports", 422, b'{"what":"\xff"}'),
        ("exports", 422, b"[]"),
        ("kept", 400, b'{"path":"/a","fields":[["a","\xff"]]}'),
        ("kept", 400, b'{"path":"/a","fields":[["a","\\ud83d"]]}'),
        ("kept", 400, b'{"path":"/a\\u0000","fields":[["a","b"]]}'),
        ("kept", 400, b'{"path":"/a","fields":[["a","b\\u0000"]]}'),
        ("kept", 400, b'{"path":"/a"}'),
    ],
)
def test_what_no_service_says_is_refused_at_every_door(
    service: Service, door: str, status: int, content: bytes
) -> None:
    service.client.cookies.set(COOKIE, service.signed_in(UNIT))
    heads = {"Content-Type": "application/json"}
    assert service.client.post(f"/v1/session/{door}", content=content, headers=heads).status_code == status
    assert service.client.post("/v1/session/kept", content=b'{"path":"/a","fields":[["a","b"]]}').status_code == 400
