from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.accounts import repository
from services.intake.accounts.account import AccountRefused, close
from services.intake.people.resetting import reset_factors
from services.intake.security_log.events import FactorRemoved, SessionsEnded
from services.intake.sessions import repository as sessions
from shared.catalogue import Catalogue
from shared.security.sessions import COOKIE, cookie_digest
from tests.narrowing import there
from tests.unit.intake.people.factor_support import factors_of, phone_for
from tests.unit.intake.people.support import open_for, sign_in
from tests.unit.intake.support import Service, running


@pytest.fixture
def service(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    with running(tmp_path, catalogue) as made:
        yield made


def reset(service: Service, account: str) -> bool:
    intake = service.intake
    return reset_factors(intake.database, factors_of(service), intake.security_log, account, "qian", "10.1.2.0/24")


def noted(service: Service) -> list[object]:
    with service.intake.database.read() as connection:
        found = service.intake.security_log.read(connection, before=None, month="", account="qian", kind="", limit=9)
    return [event for _, event in reversed(found)]


def test_factors_sessions_and_what_the_log_says_of_them_go_together(service: Service) -> None:
    open_for(service)
    sign_in(service)
    digest = cookie_digest(service.client.cookies[COOKIE])
    phone_for(service, "chen.mei")
    assert reset(service, "chen.mei")
    with service.intake.database.read() as connection:
        assert sessions.find(connection, digest) is None
    assert noted(service) == [
        FactorRemoved(account="chen.mei", kind="all", network="10.1.2.0/24"),
        SessionsEnded(account="chen.mei", count=1, network="10.1.2.0/24"),
    ]
    assert not reset(service, "chen.mei"), "there was none any more"


def test_nothing_is_reset_of_nobody_s_account_nor_of_one_that_is_closed(service: Service) -> None:
    open_for(service)
    with service.intake.database.write() as connection:
        found = there(repository.find(connection, "chen.mei"))
        repository.change(connection, close(found, service.clock.now()))
    for account in ("chen.mei", "nobody"):
        with pytest.raises(AccountRefused):
            reset(service, account)
    assert noted(service) == []
