"""What every writing route begins and ends with."""

from __future__ import annotations

import pytest
from fastapi import Request

from services.intake.api.opening import answered, opened
from services.intake.reports.commands import CommandAnswer
from shared.security.keys import Role
from shared.web.problems import Problem
from tests.unit.intake.support import UNIT, Service


def _request(service: Service, who: str, key: str | None) -> Request:
    headers = {name.lower(): value for name, value in service.headers(who, key).items()}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": raw})


def test_who_asks_and_under_which_key(service: Service) -> None:
    principal, key = opened(service.intake.runtime.authentication, _request(service, UNIT, "k-1"), Role.REPORTER)
    assert (principal.id, principal.region, key) == (f"key-{UNIT}", UNIT, "k-1")


def test_what_stores_nothing_needs_no_key_and_may_have_one(service: Service) -> None:
    authentication = service.intake.runtime.authentication
    for given, key in ((None, ""), ("k-1", "k-1")):
        asked = _request(service, UNIT, given)
        assert opened(authentication, asked, Role.REPORTER, dry_run=True)[1] == key
    with pytest.raises(Problem) as caught:
        opened(authentication, _request(service, UNIT, "with blank"), Role.REPORTER, dry_run=True)
    assert caught.value.code == "idempotency-key-invalid"


@pytest.mark.parametrize(
    ("who", "key", "status", "code"),
    [
        ("reviewer", "k", 403, "role-not-allowed"),
        (UNIT, None, 400, "idempotency-key-missing"),
        (UNIT, "two words", 400, "idempotency-key-invalid"),
        (UNIT, "k" * 129, 400, "idempotency-key-invalid"),
    ],
)
def test_another_role_or_a_key_that_is_none_is_refused(
    service: Service, who: str, key: str | None, status: int, code: str
) -> None:
    with pytest.raises(Problem) as caught:
        opened(service.intake.runtime.authentication, _request(service, who, key), Role.REPORTER)
    assert (caught.value.status, caught.value.code) == (status, code)


def test_a_repetition_is_answered_as_one() -> None:
    first, again = answered(CommandAnswer(b"{}")), answered(CommandAnswer(b"{}", replayed=True))
    assert (first.status_code, first.headers.get("idempotency-replayed")) == (201, None)
    assert (again.status_code, again.headers.get("idempotency-replayed")) == (200, "true")
    assert first.body == again.body == b"{}"
