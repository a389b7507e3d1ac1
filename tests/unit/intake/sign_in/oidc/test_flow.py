"""What the browser brings back belongs to the attempt that began in it."""

from __future__ import annotations

import pytest

from services.intake.sign_in.oidc.flow import code_of, new_flow
from services.intake.sign_in.oidc.refusals import ProviderRefused

ISSUER = "https://id.example"


def refusal(query: dict[str, str], *, names_issuer: bool = False) -> str:
    flow = new_flow("/")
    with pytest.raises(ProviderRefused) as refused:
        code_of(flow, {"state": flow.state, **query}, ISSUER, names_issuer=names_issuer)
    return refused.value.code


def test_no_two_attempts_have_anything_in_common() -> None:
    one, other = new_flow("/"), new_flow("/")
    assert len({one.state, one.nonce, one.verifier, other.state, other.nonce, other.verifier}) == 6
    assert all(43 <= len(each) <= 128 for each in (one.verifier, other.verifier))  # RFC 7636, 4.1


def test_the_code_of_its_own_attempt_is_taken() -> None:
    flow = new_flow("/")
    assert code_of(flow, {"state": flow.state, "code": "c", "iss": ISSUER}, ISSUER, names_issuer=True) == "c"


@pytest.mark.parametrize("state", ["", "another", "状态"])
def test_another_attempt_s_code_is_refused_before_anything_else(state: str) -> None:
    assert refusal({"state": state, "code": "c", "error": "access_denied"}) == "state"


def test_another_provider_s_code_is_refused() -> None:
    assert refusal({"code": "c", "iss": "https://evil.example"}) == "not-verified"


def test_a_provider_that_says_to_name_itself_has_to() -> None:
    assert refusal({"code": "c"}, names_issuer=True) == "not-verified"


def test_the_provider_s_error_is_told_by_its_name() -> None:
    assert refusal({"error": "access_denied", "iss": ISSUER}) == "access_denied"


def test_nothing_is_no_code() -> None:
    assert refusal({}) == "provider-odd"
