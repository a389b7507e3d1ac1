"""What only an OpenID provider has: keys that change, clocks that differ, its own end of the session."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from services.intake.sign_in.oidc.asking import ProviderAsking
from services.intake.sign_in.oidc.flow import VouchedFor, new_flow
from services.intake.sign_in.oidc.openid_provider import OpenIdProvider, RegisteredClient
from services.intake.sign_in.oidc.refusals import ProviderRefused
from shared.periods import SettableClock
from tests.oidc_provider import CLIENT, SECRET, NoNode, RunningProvider, Visitor, new_key

BACK = "http://localhost:8600/login/provider/back"


@dataclass
class Office:
    """A provider that runs, this system as its client, and the clock that this system goes by."""

    running: RunningProvider
    provider: OpenIdProvider
    clock: SettableClock

    def sign_in(self, person: str = "u-1001") -> VouchedFor:
        """Somebody goes there and comes back."""
        flow = new_flow("/")
        visitor = Visitor()
        try:
            query = visitor.sign_in(asyncio.run(self.provider.leave_for(flow)), person, BACK)
        finally:
            visitor.close()
        return asyncio.run(self.provider.come_back(flow, query))

    def begin_anew(self, **configuration: Any) -> None:
        """The provider is stopped and begun with another configuration."""
        self.running.stop()
        self.running = RunningProvider(BACK, self.running.port, **configuration)


def office_of(running: RunningProvider, *, off: timedelta = timedelta(0), secret: str = SECRET) -> Office:
    clock = SettableClock(datetime.now(UTC) + off)
    client = RegisteredClient(CLIENT, secret, BACK, ("openid", "profile", "phone"))
    return Office(running, OpenIdProvider(running.issuer, client, ProviderAsking(), clock), clock)


@pytest.fixture
def running() -> Iterator[RunningProvider]:
    try:
        provider = RunningProvider(BACK)
    except NoNode as reason:
        pytest.skip(str(reason))
    yield provider
    provider.stop()


@pytest.fixture
def office(running: RunningProvider) -> Iterator[Office]:
    office = office_of(running)
    yield office
    office.running.stop()


def test_claims_that_only_userinfo_has_are_there(office: Office) -> None:
    claims = office.sign_in().claims
    assert (claims["name"], claims["phone_number"]) == ("王敏", "+86 138 0000 1001")


def test_keys_that_were_changed_are_read_again(office: Office) -> None:
    office.sign_in()
    office.begin_anew(jwks={"keys": [new_key()]})
    office.clock.set(office.clock.now() + timedelta(seconds=31))
    assert office.sign_in().subject == "u-1001"


def test_keys_are_not_read_for_every_token_with_a_key_that_is_unknown(office: Office) -> None:
    office.sign_in()
    office.begin_anew(jwks={"keys": [new_key()]})
    with pytest.raises(ProviderRefused, match="does not publish"):
        office.sign_in()


@pytest.mark.parametrize(("minutes", "holds"), [(-1, True), (1, True), (-10, False), (120, False)])
def test_clocks_may_differ_by_a_little(running: RunningProvider, minutes: int, holds: bool) -> None:
    office = office_of(running, off=timedelta(minutes=minutes))
    if holds:
        assert office.sign_in().subject == "u-1001"
    else:
        with pytest.raises(ProviderRefused) as refusal:
            office.sign_in()
        assert refusal.value.code == "not-verified"


def test_the_secret_is_sent_in_the_form_where_the_provider_wants_it_there(office: Office) -> None:
    office.begin_anew(clientAuthMethods=["client_secret_post"], clientDefaults=POSTING)
    assert office.sign_in().subject == "u-1001"


POSTING = {"token_endpoint_auth_method": "client_secret_post"}


def test_the_provider_s_own_session_is_ended_there_and_the_browser_comes_back(office: Office) -> None:
    flow, visitor = new_flow("/"), Visitor()
    try:
        query = visitor.sign_in(asyncio.run(office.provider.leave_for(flow)), "u-1001", BACK)
        identity = asyncio.run(office.provider.come_back(flow, query))
        address = asyncio.run(office.provider.logout_at(identity.id_token, "http://localhost:8600/login"))
        assert visitor.sign_out(address, "http://localhost:8600/login") == ""
    finally:
        visitor.close()
    assert parse_qs(urlsplit(address).query)["id_token_hint"] == [identity.id_token]


def test_a_person_who_breaks_it_off_there_is_told_so(office: Office) -> None:
    flow = new_flow("/")
    visitor = Visitor()
    try:
        query = visitor.refuse(asyncio.run(office.provider.leave_for(flow)), BACK)
    finally:
        visitor.close()
    with pytest.raises(ProviderRefused) as refusal:
        asyncio.run(office.provider.come_back(flow, query))
    assert refusal.value.words("统一身份认证") == "您在统一身份认证的页面上没有同意登录"


def test_a_code_without_its_verifier_is_refused(office: Office) -> None:
    flow = new_flow("/")
    visitor = Visitor()
    try:
        query = visitor.sign_in(asyncio.run(office.provider.leave_for(flow)), "u-1001", BACK)
    finally:
        visitor.close()
    stolen = type(flow)(flow.state, flow.nonce, new_flow("/").verifier, "/")
    with pytest.raises(ProviderRefused) as refusal:
        asyncio.run(office.provider.come_back(stolen, query))
    assert refusal.value.code == "invalid_grant"


def test_an_id_token_of_another_attempt_is_refused(office: Office) -> None:
    flow = new_flow("/")
    visitor = Visitor()
    try:
        query = visitor.sign_in(asyncio.run(office.provider.leave_for(flow)), "u-1001", BACK)
    finally:
        visitor.close()
    other = type(flow)(flow.state, "another nonce", flow.verifier, "/")
    with pytest.raises(ProviderRefused, match="nonce"):
        asyncio.run(office.provider.come_back(other, query))
