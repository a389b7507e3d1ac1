from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.intake.accounts import repository as accounts
from services.intake.accounts.account import Account, HeldRole
from services.intake.sessions import repository
from services.intake.sessions.rules import IDLE, KNOWN, NOTED
from shared.catalogue import Catalogue
from shared.security.keys import Role
from shared.security.sessions import cookie_digest
from tests.builders import NOON
from tests.narrowing import there
from tests.unit.intake.support import UNIT, Service, running

CHEN = Account(
    id="chen",
    name="陈梅",
    opened_at=NOON,
    grants=(HeldRole(Role.OPS, ""), HeldRole(Role.REPORTER, UNIT)),
)


@pytest.fixture
def service(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    with running(tmp_path, catalogue) as made:
        with made.intake.database.write() as connection:
            accounts.add(connection, CHEN)
        yield made


def test_a_person_stands_in_one_role_of_several(service: Service) -> None:
    sessions = service.intake.sessions
    found = asyncio.run(sessions.find(sessions.begin(CHEN.principal(CHEN.grants[1]))))
    assert found is not None
    assert (found.name, found.place, found.several) == ("陈梅", "万州区", True)


def test_another_role_has_a_cookie_of_its_own_and_the_one_before_is_gone(service: Service) -> None:
    sessions = service.intake.sessions
    before = sessions.begin(CHEN.principal(CHEN.grants[0]))
    after = sessions.begin(CHEN.principal(CHEN.grants[1]), instead_of=before)
    assert asyncio.run(sessions.find(before)) is None
    assert asyncio.run(sessions.find(after)) is not None


def test_its_own_end_is_known_at_once(service: Service) -> None:
    sessions = service.intake.sessions
    cookie = sessions.begin(CHEN.principal(CHEN.grants[0]))
    assert asyncio.run(sessions.find(cookie)) is not None
    sessions.end(cookie)
    assert asyncio.run(sessions.find(cookie)) is None


def test_that_it_is_used_is_written_at_most_twice_a_minute(service: Service) -> None:
    sessions, clock = service.intake.sessions, service.clock
    began = clock.now()
    cookie = sessions.begin(CHEN.principal(CHEN.grants[0]))

    def seen_after(seconds: int) -> timedelta:
        clock.set(began + timedelta(seconds=seconds))
        sessions.forget()
        asyncio.run(sessions.find(cookie))
        with service.intake.database.read() as connection:
            found = repository.find(connection, cookie_digest(cookie))
        assert found is not None
        return found.session.seen_at - began

    assert [seen_after(seconds) for seconds in (29, 30, 59, 60)] == [
        timedelta(0),
        timedelta(seconds=30),
        timedelta(seconds=30),
        timedelta(seconds=60),
    ]


def test_what_is_over_is_swept_away(service: Service) -> None:
    service.intake.sessions.begin(CHEN.principal(CHEN.grants[0]))
    service.clock.advance(IDLE + KNOWN)
    service.intake.sessions.sweep()
    with service.intake.database.read() as connection:
        assert repository.of_account(connection, "chen") == []


def test_who_changes_the_role_stays_signed_in_no_longer_for_it(service: Service) -> None:
    sessions, clock = service.intake.sessions, service.clock
    cookie = sessions.begin(CHEN.principal(CHEN.grants[0]))
    for turn in range(1, 36):  # every twenty minutes
        clock.advance(timedelta(minutes=20))
        cookie = there(sessions.go_on(cookie, CHEN.principal(CHEN.grants[turn % 2])))
        assert asyncio.run(sessions.find(cookie)) is not None
    clock.advance(timedelta(minutes=20))
    sessions.forget()
    assert asyncio.run(sessions.find(cookie)) is None


def test_a_step_of_a_sign_in_has_time_of_its_own(service: Service) -> None:
    sessions, clock = service.intake.sessions, service.clock
    cookie = sessions.begin(CHEN.principal(CHEN.grants[0]), step="factor")
    clock.advance(timedelta(minutes=9))
    cookie = there(sessions.go_on(cookie, CHEN.principal(CHEN.grants[0]), step="role"))
    clock.advance(timedelta(minutes=9))
    assert asyncio.run(sessions.find(cookie)) is not None


def test_what_somebody_else_has_ended_does_not_go_on_within_the_second_either(service: Service) -> None:
    sessions = service.intake.sessions
    cookie = sessions.begin(CHEN.principal(CHEN.grants[0]))
    assert asyncio.run(sessions.find(cookie)) is not None
    with service.intake.database.write() as connection:  # as another instance, or a command
        repository.end_all(connection, "chen", service.clock.now())
    assert sessions.go_on(cookie, CHEN.principal(CHEN.grants[1])) is None
    assert sessions.go_on("", CHEN.principal(CHEN.grants[1])) is None


def test_a_session_holds_also_where_its_use_cannot_be_written_down(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sa.exc.OperationalError("", None, sqlite3.OperationalError("database or disk is full"))

    cookie = service.intake.sessions.begin(CHEN.principal(CHEN.grants[0]))
    service.clock.advance(NOTED)
    monkeypatch.setattr(repository, "note", full)
    assert asyncio.run(service.intake.sessions.find(cookie)) is not None
