"""A token that the provider did not sign for us, for this attempt, now, says nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from services.intake.sign_in.oidc.id_tokens import UnknownKey, verified_claims
from services.intake.sign_in.oidc.refusals import ProviderRefused

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
KEY = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
OTHER = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
CLAIMS: dict[str, Any] = {
    "iss": "https://id.example",
    "sub": "u-1",
    "aud": "xushi",
    "exp": SECONDS + 300,
    "iat": SECONDS,
    "nonce": "n",
}


def judged(claims: dict[str, Any], key: ECKey = KEY, kid: str = "one", published: ECKey = KEY) -> dict[str, Any]:
    token = jwt.encode({"alg": "ES256", "kid": kid}, claims, key)
    return read(token, KeySet([published]).as_dict(private=False))


def read(token: str, keys: Any, offered: tuple[str, ...] = ("ES256", "HS256", "none")) -> dict[str, Any]:
    return verified_claims(
        token,
        keys,
        issuer="https://id.example",
        client_id="xushi",
        nonce="n",
        access_token="token",
        offered=offered,
        now=NOW,
    )


@pytest.mark.parametrize("change", [{}, {"aud": ["xushi"]}, {"aud": ["xushi", "other"], "azp": "xushi"}])
def test_a_token_for_us_says_what_it_says(change: dict[str, Any]) -> None:
    assert judged(CLAIMS | change)["sub"] == "u-1"


@pytest.mark.parametrize("seconds", [-119, 119])
def test_clocks_may_differ_by_two_minutes(seconds: int) -> None:
    assert judged(CLAIMS | {"exp": SECONDS + min(seconds, 300), "iat": SECONDS + max(seconds, 0)})["sub"] == "u-1"


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example"},
        {"aud": "other"},
        {"aud": ["other"]},
        {"aud": ["xushi", "other"], "azp": "other"},
        {"exp": SECONDS - 121},
        {"iat": SECONDS + 121},
        {"nonce": "another"},
        {"at_hash": "of another token"},
        {"iss": None},
        {"nonce": None},
        {"sub": None},
        {"exp": None},
        {"exp": "soon"},
    ],
)
def test_a_token_with_one_thing_wrong_is_refused(change: dict[str, Any]) -> None:
    claims = {name: value for name, value in (CLAIMS | change).items() if value is not None}
    with pytest.raises(ProviderRefused) as refused:
        judged(claims)
    assert refused.value.code == "not-verified"


def test_a_token_that_somebody_else_signed_is_refused() -> None:
    with pytest.raises(ProviderRefused):
        judged(CLAIMS, key=OTHER)


def test_a_key_that_is_not_published_is_told_apart() -> None:
    with pytest.raises(UnknownKey):
        judged(CLAIMS, kid="two")


def test_no_token_is_taken_that_our_own_secret_or_nobody_signed() -> None:
    secret = OctKey.import_key("a secret that we share with the provider")
    with pytest.raises(ProviderRefused):
        read(jwt.encode({"alg": "HS256"}, CLAIMS, secret), {"keys": [secret.as_dict()]})
    unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LTEifQ."
    with pytest.raises(ProviderRefused):
        read(unsigned, KeySet([KEY]).as_dict(private=False))


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "....", "{}"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(ProviderRefused):
        read(token, KeySet([KEY]).as_dict(private=False))


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": [{"kty": "odd"}]}, {"keys": "none"}])
def test_keys_that_are_none_verify_nothing(keys: Any) -> None:
    with pytest.raises((ProviderRefused, UnknownKey)):
        read(jwt.encode({"alg": "ES256", "kid": "one"}, CLAIMS, KEY), keys)
