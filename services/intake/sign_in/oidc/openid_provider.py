"""A provider that speaks OpenID Connect: the authorization code with PKCE, its id token, its logout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from services.intake.sign_in.oidc.asking import ProviderAsking
from services.intake.sign_in.oidc.discovery import Discovery, Metadata
from services.intake.sign_in.oidc.flow import SignInFlow, VouchedFor, code_of
from services.intake.sign_in.oidc.id_tokens import UnknownKey, verified_claims
from services.intake.sign_in.oidc.refusals import ProviderRefused
from shared.later import Later
from shared.periods import Clock

if TYPE_CHECKING:
    from authlib.common import urls
    from authlib.oauth2 import rfc7636
    from authlib.oauth2.rfc6749 import parameters
else:
    urls = Later("authlib.common.urls")
    parameters = Later("authlib.oauth2.rfc6749.parameters")
    rfc7636 = Later("authlib.oauth2.rfc7636")


@dataclass(frozen=True, slots=True)
class RegisteredClient:
    """What this system is at the provider. ``secret`` is empty for a public client; ``redirect_uri`` is where the
    browser comes back to."""

    id: str
    secret: str
    redirect_uri: str
    scopes: Sequence[str] = ("openid", "profile")


class OpenIdProvider:
    """One provider, by its issuer."""

    def __init__(self, issuer: str, client: RegisteredClient, asking: ProviderAsking, clock: Clock) -> None:
        self._issuer = issuer
        self._client = client
        self._asking = asking
        self._clock = clock
        self._discovery = Discovery(issuer, asking, clock)

    async def leave_for(self, flow: SignInFlow) -> str:
        """The provider's page to which the browser is sent.

        Raises:
            ProviderRefused: the provider cannot be reached.
        """
        metadata = await self._discovery.metadata()
        address: str = parameters.prepare_grant_uri(
            metadata.authorization_endpoint,
            self._client.id,
            "code",
            redirect_uri=self._client.redirect_uri,
            scope=" ".join(self._client.scopes),
            state=flow.state,
            nonce=flow.nonce,
            code_challenge=rfc7636.create_s256_code_challenge(flow.verifier),
            code_challenge_method="S256",
        )
        return address

    async def come_back(self, flow: SignInFlow, query: Mapping[str, str]) -> VouchedFor:
        """Whom the provider vouches for; ``query`` is what the browser brought back.

        Raises:
            ProviderRefused: nobody, and why.
        """
        metadata = await self._discovery.metadata()
        names_issuer = metadata.authorization_response_iss_parameter_supported
        code = code_of(flow, query, self._issuer, names_issuer=names_issuer)
        tokens = await self._redeem(metadata, flow, code)
        id_token, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise ProviderRefused("provider-odd", "the token endpoint gave no id token")
        claims = await self._verified(metadata, flow, id_token, access_token)
        subject = str(claims["sub"])
        claims |= await self._told_of(metadata, access_token, subject)
        return VouchedFor(self._issuer, subject, claims, id_token)

    async def logout_at(self, id_token: str, back: str) -> str:
        """The provider's page that ends its own session, coming back to ``back``; empty: it offers none.

        Raises:
            ProviderRefused: the provider cannot be reached.
        """
        metadata = await self._discovery.metadata()
        if not metadata.end_session_endpoint:
            return ""
        sent = {"client_id": self._client.id, "post_logout_redirect_uri": back}
        if id_token:
            sent["id_token_hint"] = id_token
        address: str = urls.add_params_to_uri(metadata.end_session_endpoint, list(sent.items()))
        return address

    async def _redeem(self, metadata: Metadata, flow: SignInFlow, code: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "code_verifier": flow.verifier,
        }
        basic = None
        if self._client.secret and "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            basic = (quote_plus(self._client.id), quote_plus(self._client.secret))  # RFC 6749, 2.3.1
        elif self._client.secret:
            form |= {"client_id": self._client.id, "client_secret": self._client.secret}
        else:
            form["client_id"] = self._client.id
        return await self._asking.ask("POST", metadata.token_endpoint, form=form, auth=basic)

    async def _verified(self, metadata: Metadata, flow: SignInFlow, id_token: str, access_token: str) -> dict[str, Any]:
        for lacking in (False, True):
            try:
                return verified_claims(
                    id_token,
                    await self._discovery.keys(lacking=lacking),
                    issuer=self._issuer,
                    client_id=self._client.id,
                    nonce=flow.nonce,
                    access_token=access_token,
                    offered=metadata.id_token_signing_alg_values_supported,
                    now=self._clock.now(),
                )
            except UnknownKey:
                continue
        raise ProviderRefused("not-verified", "id token: signed with a key that the provider does not publish")

    async def _told_of(self, metadata: Metadata, access_token: str, subject: str) -> dict[str, Any]:
        """What the provider tells beside the id token: nothing, where it has no place for it."""
        if not metadata.userinfo_endpoint:
            return {}
        headers = {"Authorization": f"Bearer {access_token}"}
        told = await self._asking.get(metadata.userinfo_endpoint, headers=headers)
        if told.get("sub") != subject:
            raise ProviderRefused("not-verified", "userinfo: of another subject")
        return told
