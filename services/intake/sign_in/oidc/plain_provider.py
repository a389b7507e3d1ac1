"""A provider that speaks plain OAuth2, in its own words: who somebody is stands in an answer, not in a signed token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from services.intake.sign_in.oidc.asking import ProviderAsking
from services.intake.sign_in.oidc.flow import SignInFlow, VouchedFor, code_of
from services.intake.sign_in.oidc.openid_provider import RegisteredClient
from services.intake.sign_in.oidc.profiles import EndpointCall, Profile, at, filled
from services.intake.sign_in.oidc.refusals import ProviderRefused
from shared.later import Later

if TYPE_CHECKING:
    from authlib.common import urls
    from authlib.oauth2 import rfc7636
else:
    urls = Later("authlib.common.urls")
    rfc7636 = Later("authlib.oauth2.rfc7636")


class PlainProvider:
    """One provider, by its profile. The code goes to the provider itself, over a connection that is encrypted and
    checked: that is all that vouches for its answer."""

    def __init__(self, profile: Profile, client: RegisteredClient, asking: ProviderAsking) -> None:
        self._profile = profile
        self._client = client
        self._asking = asking

    async def leave_for(self, flow: SignInFlow) -> str:
        """The provider's page to which the browser is sent."""
        sent = filled(self._profile.authorize.parameters, self._values(flow))
        address: str = urls.add_params_to_uri(self._profile.authorize.url, list(sent.items()))
        return address

    async def come_back(self, flow: SignInFlow, query: Mapping[str, str]) -> VouchedFor:
        """Whom the provider vouches for; ``query`` is what the browser brought back.

        Raises:
            ProviderRefused: nobody, and why.
        """
        code = code_of(flow, {**query, "code": query.get(self._profile.brings, "")})
        values = self._values(flow) | {"code": code}
        token = at(await self._call(self._profile.token, values), self._profile.access_token)
        if not isinstance(token, str) or not token:
            raise ProviderRefused("provider-odd", f"no access token under {self._profile.access_token}")
        told = await self._call(self._profile.userinfo, values | {"access_token": token})
        subject = at(told, self._profile.subject)
        if not isinstance(subject, str | int) or isinstance(subject, bool) or subject == "":
            raise ProviderRefused("provider-odd", f"no subject under {self._profile.subject}")
        claims = {name: at(told, path) for name, path in self._profile.claims.items()}
        return VouchedFor(self._profile.name, str(subject), claims)

    async def logout_at(self, id_token: str, back: str) -> str:
        """The provider's page that ends its own session; empty: the profile names none."""
        return self._profile.logout

    def _values(self, flow: SignInFlow) -> dict[str, str]:
        return {
            "client_id": self._client.id,
            "client_secret": self._client.secret,
            "redirect_uri": self._client.redirect_uri,
            "state": flow.state,
            "verifier": flow.verifier,
            "challenge": rfc7636.create_s256_code_challenge(flow.verifier),
        }

    async def _call(self, call: EndpointCall, values: Mapping[str, str]) -> dict[str, Any]:
        kind = {"query": "query", "form": "form", "json": "body"}[call.sends]
        sent: dict[str, Any] = {kind: filled(call.parameters, values), "headers": filled(call.headers, values)}
        told = await self._asking.ask(call.method, call.url, **sent)
        if any(at(told, path) != value for path, value in call.success.items()):
            said = str(at(told, call.error))[:200] if call.error else ""
            raise ProviderRefused("provider-odd", f"{call.url}: {said}")
        return told
