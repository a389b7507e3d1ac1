"""What is kept between leaving for the provider and coming back. Pure but for the randomness of a new one."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping

import msgspec

from services.intake.sign_in.oidc.refusals import ProviderRefused

_BYTES = 32


class SignInFlow(msgspec.Struct, frozen=True):
    """One attempt. ``state`` comes back with the browser, ``nonce`` in the id token; ``verifier`` is shown to the
    provider when the code is redeemed (PKCE). ``back`` is the page to go on to."""

    state: str
    nonce: str
    verifier: str
    back: str


class VouchedFor(msgspec.Struct, frozen=True):
    """Whom a provider vouches for: ``subject`` is its own name for the person, the same at every sign-in.

    ``id_token`` is what the provider is shown at the logout (empty: it gave none)."""

    issuer: str
    subject: str
    claims: dict[str, object] = {}
    id_token: str = ""


def new_flow(back: str) -> SignInFlow:
    """An attempt that begins now."""
    state, nonce, verifier = (secrets.token_urlsafe(_BYTES) for _ in range(3))
    return SignInFlow(state, nonce, verifier, back)


def code_of(flow: SignInFlow, query: Mapping[str, str], issuer: str = "", *, names_issuer: bool = False) -> str:
    """The code with which the browser came back; ``names_issuer``: the provider says to name itself (RFC 9207).

    Raises:
        ProviderRefused: it came back without one, from another attempt, or from another provider.
    """
    if not hmac.compare_digest(flow.state.encode(), query.get("state", "").encode()):
        raise ProviderRefused("state")
    named = query.get("iss", "")
    if issuer and (named or names_issuer) and named != issuer:
        raise ProviderRefused("not-verified", f"the answer is of the issuer {named[:200]!r}")
    if error := query.get("error", ""):
        raise ProviderRefused(error, query.get("error_description", "")[:500])
    code = query.get("code", "")
    if not code:
        raise ProviderRefused("provider-odd", "neither a code nor an error")
    return code
