"""The ways to sign in beside a password, made from the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from services.intake.accounts.directory import DirectoryMap, read_map
from services.intake.pages.render import IntakeRenderer
from services.intake.people.provider_door import IdentityProvider, OfficeProvider
from services.intake.people.writing import PeopleRenderer
from services.intake.sign_in.factors import Factors
from services.intake.sign_in.oidc.asking import ProviderAsking
from services.intake.sign_in.oidc.links import is_linked
from services.intake.sign_in.oidc.matching import Matched
from services.intake.sign_in.oidc.openid_provider import OpenIdProvider, RegisteredClient
from services.intake.sign_in.oidc.plain_provider import PlainProvider
from services.intake.sign_in.oidc.profiles import read_profile
from services.intake.sign_in.passkeys.party import party_of
from services.intake.sign_in.sealing import Seal
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.periods import Clock
from shared.settings import Settings

CAME_BACK = "/login/provider/back"
"""Where the provider sends the browser: what an office registers there, after the public address."""


@dataclass(frozen=True, slots=True)
class WaysIn:
    """What there is: second factors always, a provider (``office``) where one is configured."""

    factors: Factors
    seal: Seal
    office: OfficeProvider | None

    def renderer(self, renderer: IntakeRenderer, catalogue: Catalogue) -> PeopleRenderer:
        """Writes the pages on which these ways are offered."""
        label = self.office.label if self.office is not None else ""
        return PeopleRenderer(renderer, catalogue, provider=label, passkeys=self.factors.makes_passkeys)


def ways_in(settings: Settings, database: Database, clock: Clock, catalogue: Catalogue) -> WaysIn:
    """The ways that the settings offer.

    Raises:
        ProfileRefused: the profile of the provider cannot be used.
        DirectoryRefused: the map of claims to roles cannot be used.
        OSError: the file with the secret at the provider cannot be read.
    """
    seal = Seal(settings.factor_key_path)
    party, required = party_of(settings.public_url), settings.all_have_second_factors
    factors = Factors(database, seal, clock, party, required=required)
    return WaysIn(factors, seal, _office(settings, clock, catalogue))


def directory_of(settings: Settings, catalogue: Catalogue) -> DirectoryMap | None:
    """What the office's directory decides; None where roles are given here."""
    has_provider = settings.oidc_issuer or settings.oidc_profile_file is not None
    if settings.oidc_grants_file is None or not has_provider:
        return None
    return read_map(settings.oidc_grants_file, lambda code: code in catalogue.regions)


def decided_elsewhere(directory: DirectoryMap | None) -> Callable[[sa.Connection, str], bool]:
    """Says of an account whether the directory decides which roles it has: once it is linked with the provider."""
    return is_linked if directory is not None else lambda connection, account: False


def _office(settings: Settings, clock: Clock, catalogue: Catalogue) -> OfficeProvider | None:
    if not settings.oidc_issuer and settings.oidc_profile_file is None:
        return None
    address = settings.public_url.rstrip("/")
    matched = Matched(settings.oidc_claim_is)
    provider = _provider(settings, address + CAME_BACK, clock)
    return OfficeProvider(
        provider, settings.oidc_label, settings.oidc_claim, matched, address, directory_of(settings, catalogue)
    )


def _provider(settings: Settings, redirect_uri: str, clock: Clock) -> IdentityProvider:
    file = settings.oidc_client_secret_file
    secret = file.read_text("utf-8").strip() if file is not None else ""
    client = RegisteredClient(settings.oidc_client_id, secret, redirect_uri, settings.oidc_scopes.split())
    asking = ProviderAsking(settings.oidc_ca_file)
    if settings.oidc_profile_file is not None:
        return PlainProvider(read_profile(settings.oidc_profile_file), client, asking)
    return OpenIdProvider(settings.oidc_issuer, client, asking, clock)
