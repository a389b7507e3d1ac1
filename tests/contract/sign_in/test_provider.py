"""One suite over both kinds of provider: somebody else's OpenID provider, and a platform with plain OAuth2."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import msgspec
import pytest

from services.intake.sign_in.oidc.asking import ProviderAsking
from services.intake.sign_in.oidc.flow import SignInFlow, VouchedFor, new_flow
from services.intake.sign_in.oidc.openid_provider import OpenIdProvider, RegisteredClient
from services.intake.sign_in.oidc.plain_provider import PlainProvider
from services.intake.sign_in.oidc.profiles import read_profile
from services.intake.sign_in.oidc.refusals import ProviderRefused
from shared.periods import SystemClock
from tests.contract.sign_in.plain_platform import APP, APP_SECRET, Platform, profile
from tests.oidc_provider import CLIENT, SECRET, NoNode, RunningProvider, Visitor

BACK = "http://localhost:8600/login/provider/back"


class Provider(Protocol):
    """What both kinds do."""

    async def leave_for(self, flow: SignInFlow) -> str: ...

    async def come_back(self, flow: SignInFlow, query: Mapping[str, str]) -> VouchedFor: ...


class Ground:
    """A provider of one kind, who signs in there, the same provider with a secret that is wrong, and one that does not
    answer. ``named`` is how the provider names itself in an answer."""

    def __init__(self, provider: Provider, wrong: Provider, away: Provider, named: Mapping[str, str]) -> None:
        self.provider, self.wrong, self.away = provider, wrong, away
        self.named = named

    def visit(self, address: str) -> dict[str, str]:
        """What the browser brings back after u-1001 has signed in."""
        visitor = Visitor()
        try:
            return visitor.sign_in(address, "u-1001", BACK)
        finally:
            visitor.close()


@pytest.fixture(scope="module")
def running() -> Iterator[RunningProvider]:
    try:
        provider = RunningProvider(BACK)
    except NoNode as reason:
        pytest.skip(str(reason))
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    platform = Platform()
    yield platform
    platform.stop()


@pytest.fixture(params=["openid", "plain"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    if request.param == "openid":
        return openid_ground(request.getfixturevalue("running"))
    return plain_ground(request.getfixturevalue("platform"), tmp_path)


def openid_ground(running: RunningProvider) -> Ground:
    client = RegisteredClient(CLIENT, SECRET, BACK)

    def provider(issuer: str, client: RegisteredClient) -> OpenIdProvider:
        return OpenIdProvider(issuer, client, ProviderAsking(), SystemClock())

    return Ground(
        provider(running.issuer, client),
        provider(running.issuer, replace(client, secret="another")),
        provider("http://127.0.0.1:9", client),
        {"iss": running.issuer},
    )


def plain_ground(platform: Platform, folder: Path) -> Ground:
    client = RegisteredClient(APP, APP_SECRET, BACK)

    def provider(url: str, client: RegisteredClient) -> PlainProvider:
        path = folder / "profile.toml"
        path.write_text(profile(url), "utf-8")
        return PlainProvider(read_profile(path), client, ProviderAsking())

    return Ground(
        provider(platform.url, client),
        provider(platform.url, replace(client, secret="another")),
        provider("http://127.0.0.1:9", client),
        {},
    )


def refused(provider: Provider, flow: SignInFlow, query: Mapping[str, str]) -> str:
    """With which code a return from the provider is refused."""
    with pytest.raises(ProviderRefused) as refusal:
        asyncio.run(provider.come_back(flow, query))
    return refusal.value.code


def test_who_signs_in_there_is_known_by_the_provider_s_name_and_its_claims(ground: Ground) -> None:
    flow = new_flow("/units")
    query = ground.visit(asyncio.run(ground.provider.leave_for(flow)))
    identity = asyncio.run(ground.provider.come_back(flow, query))
    assert identity.subject == "u-1001"
    assert identity.claims["employee_number"] == "wang"


def test_a_code_is_good_once(ground: Ground) -> None:
    flow = new_flow("/")
    query = ground.visit(asyncio.run(ground.provider.leave_for(flow)))
    asyncio.run(ground.provider.come_back(flow, query))
    assert refused(ground.provider, flow, query) in ("invalid_grant", "provider-odd")


def test_what_another_browser_began_is_refused(ground: Ground) -> None:
    query = ground.visit(asyncio.run(ground.provider.leave_for(new_flow("/"))))
    assert refused(ground.provider, new_flow("/"), query) == "state"


def test_a_return_without_a_code_is_refused(ground: Ground) -> None:
    flow = new_flow("/")
    assert refused(ground.provider, flow, {"state": flow.state}) in ("provider-odd", "not-verified")


def test_a_person_who_does_not_agree_is_told_so(ground: Ground) -> None:
    flow = new_flow("/")
    assert refused(ground.provider, flow, {"state": flow.state, **ground.named, "error": "access_denied"}) == (
        "access_denied"
    )


def test_a_wrong_secret_of_ours_is_refused(ground: Ground) -> None:
    flow = new_flow("/")
    query = ground.visit(asyncio.run(ground.provider.leave_for(flow)))
    assert refused(ground.wrong, flow, query) in ("invalid_client", "provider-odd")


def test_a_provider_that_does_not_answer_is_said_to_be_away(ground: Ground) -> None:
    flow = new_flow("/")
    query = {"state": flow.state, "code": "any", "authCode": "any"}
    assert refused(ground.away, flow, query) == "provider-away"


def test_an_attempt_can_be_kept_and_read_again(ground: Ground) -> None:
    flow = new_flow("/units?month=2026-01")
    kept = msgspec.json.decode(msgspec.json.encode(flow), type=SignInFlow)
    query = ground.visit(asyncio.run(ground.provider.leave_for(flow)))
    assert asyncio.run(ground.provider.come_back(kept, query)).subject == "u-1001"
