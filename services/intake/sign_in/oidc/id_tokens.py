"""Whether an id token holds: signed by the provider, for us, for this attempt, now.

Pure: keys and time are passed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.intake.sign_in.oidc.refusals import ProviderRefused
from shared.later import Later

if TYPE_CHECKING:
    from authlib.oidc import core
    from joserfc import errors, jwk, jws, jwt
else:
    core, errors, jwk = Later("authlib.oidc.core"), Later("joserfc.errors"), Later("joserfc.jwk")
    jws, jwt = Later("joserfc.jws"), Later("joserfc.jwt")

LEEWAY_SECONDS = 120
"""How far the provider's clock may be off."""

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Algorithms with a key of the provider's own. Not ``none``, and none that is made with the secret that we have too."""


class UnknownKey(Exception):
    """The token names a key that the provider had not published when its keys were read."""


def verified_claims(
    token: str,
    keys: dict[str, Any],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str,
    offered: Sequence[str],
    now: datetime,
) -> dict[str, Any]:
    """What the token says; ``offered`` are the algorithms that the provider says to sign with (empty: RS256).

    Raises:
        UnknownKey: the keys are to be read again.
        ProviderRefused: ``not-verified``.
    """
    allowed = [name for name in offered or ["RS256"] if name in SIGNED_BY]
    try:
        registry = jws.JWSRegistry(algorithms=allowed, strict_check_header=False)
        read = jwt.decode(token, jwk.KeySet.import_key_set(keys), registry=registry)  # type: ignore[arg-type]
        options = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}
        params = {"nonce": nonce, "client_id": client_id, "access_token": access_token}
        claims = core.CodeIDToken(read.claims, read.header, options, params)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    except errors.InvalidKeyIdError as error:
        raise UnknownKey from error
    except (errors.JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderRefused("not-verified", f"id token: {error}") from error
    return dict(claims)
