"""A provider's document and keys: read when needed, kept for an hour, believed only of the provider itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from services.intake.sign_in.oidc.asking import ProviderAsking
from services.intake.sign_in.oidc.discovery import KEPT, KEYS_AGAIN, Discovery
from services.intake.sign_in.oidc.refusals import ProviderRefused
from shared.periods import SettableClock

ISSUER = "https://id.example/realms/office"
DOCUMENT: dict[str, Any] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
    "scopes_supported": ["openid"],
}


class Office:
    """A provider that answers from ``documents``; what it was asked for is kept."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.documents: dict[str, Any] = {"openid-configuration": document, "keys": {"keys": []}}
        self.asked: list[str] = []
        self.clock = SettableClock(datetime(2026, 11, 30, tzinfo=UTC))
        self.discovery = Discovery(ISSUER, ProviderAsking(transport=httpx.MockTransport(self._answer)), self.clock)

    def _answer(self, asked: httpx.Request) -> httpx.Response:
        name = asked.url.path.rpartition("/")[2]
        self.asked.append(name)
        found = self.documents.get(name)
        return httpx.Response(200, json=found) if found is not None else httpx.Response(503)

    def later(self, by: timedelta) -> None:
        self.clock.set(self.clock.now() + by)


def test_it_is_read_once_an_hour() -> None:
    office = Office(DOCUMENT)
    for _ in range(3):
        assert asyncio.run(office.discovery.metadata()).token_endpoint == f"{ISSUER}/token"
    assert office.asked == ["openid-configuration"]
    office.later(KEPT)
    asyncio.run(office.discovery.metadata())
    assert office.asked == ["openid-configuration"] * 2


def test_an_old_document_holds_while_the_provider_is_away() -> None:
    office = Office(DOCUMENT)
    asyncio.run(office.discovery.metadata())
    office.documents["openid-configuration"] = None
    office.later(KEPT)
    assert asyncio.run(office.discovery.metadata()).issuer == ISSUER


def test_without_any_document_nobody_signs_in() -> None:
    office = Office(DOCUMENT)
    office.documents["openid-configuration"] = None
    with pytest.raises(ProviderRefused) as refused:
        asyncio.run(office.discovery.metadata())
    assert refused.value.code == "provider-away"


Changed = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.mark.parametrize(
    "changed",
    [
        lambda told: told | {"issuer": "https://evil.example"},
        lambda told: {name: value for name, value in told.items() if name != "jwks_uri"},
        lambda told: told | {"token_endpoint": "http://id.example/token"},
        lambda told: told | {"jwks_uri": "file:///etc/keys"},
        lambda told: told | {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_document_that_is_not_the_provider_s_or_not_safe_is_refused(changed: Changed) -> None:
    with pytest.raises(ProviderRefused) as refused:
        asyncio.run(Office(changed(DOCUMENT)).discovery.metadata())
    assert refused.value.code == "provider-odd"


def test_keys_are_read_again_for_one_that_is_lacking_but_not_at_every_turn() -> None:
    office = Office(DOCUMENT)
    asyncio.run(office.discovery.keys())
    asyncio.run(office.discovery.keys(lacking=True))
    assert office.asked.count("keys") == 1
    office.later(KEYS_AGAIN)
    asyncio.run(office.discovery.keys())
    assert office.asked.count("keys") == 1
    asyncio.run(office.discovery.keys(lacking=True))
    assert office.asked.count("keys") == 2
