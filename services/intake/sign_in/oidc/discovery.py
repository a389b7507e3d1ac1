"""What a provider publishes of itself: its endpoints and its keys, read when they are first needed and now and then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from services.intake.sign_in.oidc.asking import ProviderAsking
from services.intake.sign_in.oidc.refusals import ProviderRefused
from shared.periods import Clock

KEPT = timedelta(hours=1)
"""So long the endpoints and keys are taken to hold."""

KEYS_AGAIN = timedelta(seconds=30)
"""So often at the most the keys are read again for a token with a key that is not among them."""

_WELL_KNOWN = "/.well-known/openid-configuration"


class Metadata(msgspec.Struct, frozen=True):
    """What is used of the provider's document (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    id_token_signing_alg_values_supported: tuple[str, ...] = ()
    authorization_response_iss_parameter_supported: bool = False


class Discovery:
    """One provider's document and keys, remembered."""

    def __init__(self, issuer: str, asking: ProviderAsking, clock: Clock) -> None:
        self._issuer = issuer
        self._asking = asking
        self._clock = clock
        self._metadata: tuple[Metadata, datetime] | None = None
        self._keys: tuple[dict[str, Any], datetime] | None = None

    async def metadata(self) -> Metadata:
        """The provider's document. An old one is good enough while the provider cannot be reached.

        Raises:
            ProviderRefused: there is none, or it is another provider's.
        """
        now = self._clock.now()
        if self._metadata is None or now - self._metadata[1] >= KEPT:
            try:
                self._metadata = (await self._read(), now)
            except ProviderRefused:
                if self._metadata is None:
                    raise
        return self._metadata[0]

    async def keys(self, *, lacking: bool = False) -> dict[str, Any]:
        """The provider's keys (a JWK set); ``lacking``: one was named that is not among those remembered.

        Raises:
            ProviderRefused: they cannot be read.
        """
        now = self._clock.now()
        age = now - self._keys[1] if self._keys is not None else None
        if self._keys is None or age is None or age >= (KEYS_AGAIN if lacking else KEPT):
            metadata = await self.metadata()
            self._keys = (await self._asking.get(metadata.jwks_uri), now)
        return self._keys[0]

    async def _read(self) -> Metadata:
        told = await self._asking.get(self._issuer.rstrip("/") + _WELL_KNOWN)
        try:
            found = msgspec.convert(told, Metadata)
        except msgspec.ValidationError as error:
            raise ProviderRefused("provider-odd", f"{_WELL_KNOWN}: {error}") from error
        if found.issuer != self._issuer:
            raise ProviderRefused("provider-odd", f"{_WELL_KNOWN} is of the issuer {found.issuer!r}")
        for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.userinfo_endpoint):
            if address and not _as_safe_as(self._issuer, address):
                raise ProviderRefused("provider-odd", f"{_WELL_KNOWN} names {address!r}")
        return found


def _as_safe_as(issuer: str, address: str) -> bool:
    """Whether an endpoint is encrypted if its issuer is."""
    scheme = urlsplit(address).scheme
    return scheme == "https" or (scheme == "http" and urlsplit(issuer).scheme == "http")
