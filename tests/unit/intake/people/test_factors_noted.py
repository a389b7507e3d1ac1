"""What happens around second factors stands in the security log: who set one up, who failed, by what."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from services.intake.people.second_step import SecondStep
from services.intake.security_log.events import FactorAdded, FactorRemoved, SecurityEvent, SignInFailed
from services.intake.sign_in.totp.codes import code_at, step_of
from shared.catalogue import Catalogue
from shared.security.sessions import COOKIE, form_token
from tests.narrowing import there
from tests.people.signing_in import session_for
from tests.unit.intake.people.factor_support import factors_of, hidden, passkey_for, phone_for, send
from tests.unit.intake.people.support import CLERK, open_for, sign_in
from tests.unit.intake.support import Service, running


@pytest.fixture
def service(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr("services.intake.people.routes.SecondStep", partial(SecondStep, seconds=lambda: 0.0))
    with running(tmp_path, catalogue, public_url="http://localhost:8600") as made:
        made.client.follow_redirects = False
        yield made


def noted(service: Service, *kinds: type[SecurityEvent]) -> list[tuple[str, SecurityEvent]]:
    """The events of these kinds with their actors, the oldest first; where they came from is left out."""
    intake = service.intake
    with intake.database.read() as connection:
        found = intake.security_log.read(connection, before=None, month="", account="", kind="", limit=100)
    return [(record.actor, event) for record, event in reversed(found) if isinstance(event, kinds)]


def test_a_code_that_does_not_fit_is_noted_of_the_account(service: Service) -> None:
    open_for(service)
    phone_for(service, "chen.mei")
    page = service.client.get(sign_in(service).headers["location"])
    send(service, "/login/factor", hidden(page.text), code="000000")
    ((actor, event),) = noted(service, SignInFailed)
    assert isinstance(event, SignInFailed)
    assert (actor, event.account, event.what) == ("chen.mei", "chen.mei", "code")


def test_a_passkey_that_nobody_registered_is_noted_a_few_times_and_not_without_end(service: Service) -> None:
    page = send(service, "/login/passkey", {})
    for _ in range(30):
        send(service, "/login/passkey", hidden(page.text), answer="{}")
    events = noted(service, SignInFailed)
    assert {(actor, event.account) for actor, event in events} == {("", "")}
    assert 20 <= len(events) <= 23


def test_who_adds_and_takes_away_a_factor_is_noted(service: Service) -> None:
    account = open_for(service)
    passkey_for(service, "chen.mei")
    service.client.cookies.set(COOKIE, session_for(service.intake, account.principal(CLERK)))
    token = {"form_token": form_token(service.client.cookies[COOKIE])}
    fields = hidden(send(service, "/account/factors", token, how="phone").text)
    secret = there(factors_of(service).proposed_secret("chen.mei", fields["ticket"]))
    code = code_at(secret, step_of(service.clock.now()))
    send(service, "/account/factors", fields, how="phone-code", code=code)
    send(service, "/account/factors", token, how="remove-phone")
    send(service, "/account/factors", token, how="remove-phone")  # there is none any more
    events = [(type(event), getattr(event, "kind", "")) for _, event in noted(service, FactorAdded, FactorRemoved)]
    assert events == [(FactorAdded, "totp"), (FactorRemoved, "totp")]


def test_new_recovery_codes_are_noted(service: Service) -> None:
    account = open_for(service)
    phone_for(service, "chen.mei")
    service.client.cookies.set(COOKIE, session_for(service.intake, account.principal(CLERK)))
    send(service, "/account/factors", {"form_token": form_token(service.client.cookies[COOKIE])}, how="codes")
    assert [getattr(event, "kind", "") for _, event in noted(service, FactorAdded)] == ["recovery"]
