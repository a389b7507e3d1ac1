"""Every way to find a session: intake in its own database, the other services by asking intake over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import sqlalchemy as sa

from services.intake.accounts import repository
from services.intake.accounts.account import close, take
from services.intake.security_log.events import DataExported
from services.intake.sessions.rules import IDLE, LONGEST
from shared.catalogue import load_catalogue
from shared.security.remembered import REMEMBERED_SECONDS
from shared.security.remote_sessions import RemoteSessions
from shared.security.sessions import Session, SessionLookup, SessionsAway, new_cookie
from shared.web.kept_forms.form import KeptForm
from tests.builders import NOON
from tests.narrowing import there
from tests.unit.intake.support import SIBLING, UNIT, Service, running

Found = TypeVar("Found")


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Adapter:
    """One of the ways, in which a second can pass."""

    def __init__(self, service: Service, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.service, self.seconds = service, Seconds()
        monkeypatch.setattr(service.intake.sessions._remembered, "_seconds", self.seconds)
        own: SessionLookup = service.intake.sessions
        transport = httpx.ASGITransport(app=service.client.app)
        self.lookup = own if kind == "own" else RemoteSessions("http://intake", self.seconds, transport)

    def find(self, cookie: str) -> Session | None:
        return self._run(lambda: self.lookup.find(cookie))

    def take_along(self, cookie: str, what: str) -> None:
        self._run(lambda: self.lookup.took_along(cookie, what))

    def knows(self, cookie: str) -> bool:
        return self._run(lambda: self.lookup.knows(cookie))

    def keep(self, cookie: str, form: KeptForm) -> str:
        return self._run(lambda: self.lookup.keep(cookie, form))

    def kept(self, cookie: str, wanted: str) -> KeptForm | None:
        return self._run(lambda: self.lookup.kept(cookie, wanted))

    def pass_a_second(self) -> None:
        self.seconds.now += REMEMBERED_SECONDS

    def _run(self, ask: Callable[[], Awaitable[Found]]) -> Found:
        async def asked() -> Found:
            try:
                return await ask()
            finally:
                await self.lookup.close()

        return asyncio.run(asked())


@pytest.fixture(params=["own", "over HTTP"])
def adapter(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Adapter]:
    with running(tmp_path, load_catalogue()) as service:
        yield Adapter(service, request.param, monkeypatch)


def test_a_session_is_found_by_its_cookie_with_who_it_is_and_where(adapter: Adapter) -> None:
    found = adapter.find(adapter.service.signed_in(UNIT))
    assert found is not None
    assert (found.principal.id, found.principal.role, found.principal.region) == (f"key-{UNIT}", "reporter", UNIT)
    assert (found.place, found.step) == ("万州区", "")


@pytest.mark.parametrize("cookie", ["", "made-up", "A" * 43])
def test_of_any_other_cookie_there_is_none(adapter: Adapter, cookie: str) -> None:
    assert adapter.find(cookie) is None


@pytest.mark.parametrize("after", [IDLE, LONGEST])
def test_it_is_over_when_nobody_used_it_for_long(adapter: Adapter, after: timedelta) -> None:
    cookie = adapter.service.signed_in(UNIT)
    adapter.service.clock.advance(after - timedelta(seconds=1))
    assert (adapter.find(cookie) is None) is (after > IDLE)
    adapter.pass_a_second()
    adapter.service.clock.advance(timedelta(seconds=1))
    if after == IDLE:
        assert adapter.find(cookie) is not None, "it was used a moment ago"
        adapter.pass_a_second()
        adapter.service.clock.advance(IDLE)
    assert adapter.find(cookie) is None


def test_used_again_and_again_it_still_ends_after_half_a_day(adapter: Adapter) -> None:
    cookie = adapter.service.signed_in(UNIT)
    step = timedelta(minutes=20)
    for _ in range(int(LONGEST / step) - 1):
        adapter.service.clock.advance(step)
        adapter.pass_a_second()
        assert adapter.find(cookie) is not None
    adapter.service.clock.advance(step)
    adapter.pass_a_second()
    assert adapter.find(cookie) is None


def test_its_end_is_known_a_second_later_at_the_latest(adapter: Adapter) -> None:
    cookie = adapter.service.signed_in(UNIT)
    assert adapter.find(cookie) is not None
    adapter.service.intake.sessions.end(cookie)
    adapter.pass_a_second()
    assert adapter.find(cookie) is None


@pytest.mark.parametrize("change", [close, take])
def test_it_ends_with_its_account_and_with_its_role(adapter: Adapter, change: Any) -> None:
    cookie = adapter.service.signed_in(UNIT)
    assert adapter.find(cookie) is not None
    with adapter.service.intake.database.write() as connection:
        account = there(repository.find(connection, f"key-{UNIT}"))
        repository.change(connection, change(account, NOON if change is close else account.grants[0]))
    adapter.pass_a_second()
    assert adapter.find(cookie) is None


def test_where_the_sessions_are_away_it_is_said_that_they_are(
    adapter: Adapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise SessionsAway from TimeoutError("gone")

    cookie = adapter.service.signed_in(UNIT)
    monkeypatch.setattr(adapter.service.intake.sessions, "_look", away)
    with pytest.raises(SessionsAway):
        adapter.find(cookie)


def test_what_is_taken_along_is_in_the_log_before_it_is_given(adapter: Adapter) -> None:
    adapter.take_along(adapter.service.signed_in(UNIT), "/bulletins?export=xlsx")
    intake = adapter.service.intake
    with intake.database.read() as connection:
        found = intake.security_log.read(connection, before=None, month="", account="", kind="DataExported", limit=9)
    assert [event for _, event in found] == [DataExported(account=f"key-{UNIT}", what="/bulletins?export=xlsx")]


def test_with_a_session_that_is_over_nothing_is_taken_along(adapter: Adapter) -> None:
    cookie = adapter.service.signed_in(UNIT)
    assert adapter.find(cookie) is not None
    adapter.service.intake.sessions.end(cookie)
    with pytest.raises(SessionsAway):
        adapter.take_along(cookie, "/bulletins?export=xlsx")


def test_where_the_log_cannot_be_written_nothing_is_taken_along(
    adapter: Adapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise sa.exc.OperationalError("insert", {}, Exception("disk is full"))

    cookie = adapter.service.signed_in(UNIT)
    monkeypatch.setattr(adapter.service.intake.sessions, "_exports", full)
    with pytest.raises(SessionsAway):
        adapter.take_along(cookie, "/bulletins?export=xlsx")


FORM = KeptForm("/alerts/1/silence", (("reason", "等二季度数据 <b>"), ("report", "a"), ("report", "b")))


def test_a_form_is_kept_for_the_person_whose_session_has_run_out_and_for_nobody_else(adapter: Adapter) -> None:
    cookie = adapter.service.signed_in(UNIT)
    adapter.service.clock.advance(IDLE)
    adapter.pass_a_second()
    assert adapter.find(cookie) is None
    assert adapter.knows(cookie)
    wanted = adapter.keep(cookie, FORM)
    assert wanted and adapter.kept(cookie, wanted) is None, "that session opens nothing"
    assert adapter.kept(adapter.service.signed_in(UNIT), wanted) == FORM
    assert adapter.kept(adapter.service.signed_in(UNIT), "other") is None
    assert adapter.kept(adapter.service.signed_in(SIBLING), wanted) is None


@pytest.mark.parametrize("whose", ["", "made-up", "A" * 43, "of a session that was ended", "of a sign-in half done"])
def test_of_nobody_a_form_is_kept(adapter: Adapter, whose: str) -> None:
    cookie = whose
    if whose.startswith("of"):
        sessions = adapter.service.intake.sessions
        cookie = adapter.service.signed_in(UNIT)
        principal = there(adapter.find(cookie)).principal
        sessions.end(cookie)
        if "half" in whose:
            cookie = sessions.begin(principal, step="factor")
    assert not adapter.knows(cookie)
    assert adapter.keep(cookie, FORM) == ""


def test_where_intake_is_away_it_is_said_that_nothing_can_be_kept() -> None:
    lookup = RemoteSessions("http://intake", transport=httpx.MockTransport(lambda _: httpx.Response(503)))
    for asking in (lookup.knows(new_cookie()), lookup.keep(new_cookie(), FORM), lookup.kept(new_cookie(), "x")):
        with pytest.raises(SessionsAway):
            asyncio.run(asking)
