"""Whose account it is follows from the link, else from the claim that the office names; nobody is let in by guess."""

from __future__ import annotations

from typing import Any

import pytest

from services.intake.sign_in.oidc.flow import VouchedFor
from services.intake.sign_in.oidc.matching import Candidate, Matched, account_of
from services.intake.sign_in.oidc.refusals import ProviderRefused

WANG, LI, ZHAO = Candidate("wang", "138 0000 1001"), Candidate("li", "13800001002"), Candidate("zhao", "")
OPEN = [WANG, LI, ZHAO]


def identity(**claims: Any) -> VouchedFor:
    return VouchedFor("https://id.example", "u-1", claims)


def refusal(who: VouchedFor, claim: str = "", what: Matched = Matched.ACCOUNT, linked: str | None = None) -> str:
    with pytest.raises(ProviderRefused) as refused:
        account_of(who, linked, claim, what, OPEN)
    return refused.value.code


def test_a_link_says_it_whatever_the_claims_are() -> None:
    assert account_of(identity(employee_number="li"), "wang", "employee_number", Matched.ACCOUNT, OPEN) == "wang"


def test_a_link_with_an_account_that_was_closed_lets_nobody_in() -> None:
    assert refusal(identity(employee_number="li"), "employee_number", linked="gone") == "no-account"


def test_the_claim_names_the_account() -> None:
    assert account_of(identity(employee_number=" li "), None, "employee_number", Matched.ACCOUNT, OPEN) == "li"


def test_numbers_are_account_ids_too() -> None:
    assert account_of(identity(number=1001), None, "number", Matched.ACCOUNT, [Candidate("1001", "")]) == "1001"


@pytest.mark.parametrize("told", ["13800001001", "+86 138-0000-1001", "0086 138 0000 1001", "138 0000 1001"])
def test_a_telephone_number_is_the_same_however_it_is_written(told: str) -> None:
    assert account_of(identity(phone_number=told), None, "phone_number", Matched.TELEPHONE, OPEN) == "wang"


def test_a_number_that_two_accounts_have_lets_neither_in() -> None:
    both = [WANG, Candidate("other", "13800001001")]
    with pytest.raises(ProviderRefused) as refused:
        account_of(identity(mobile="13800001001"), None, "mobile", Matched.TELEPHONE, both)
    assert refused.value.code == "several-accounts"


def test_a_number_that_the_provider_has_not_verified_is_nobody_s() -> None:
    who = identity(phone_number="13800001001", phone_number_verified=False)
    assert refusal(who, "phone_number", Matched.TELEPHONE) == "not-verified"


def test_an_account_without_a_telephone_is_found_by_none() -> None:
    assert refusal(identity(mobile="-"), "mobile", Matched.TELEPHONE) == "no-account"


@pytest.mark.parametrize("value", [None, "", "  ", True, ["wang"], {"id": "wang"}])
def test_a_claim_that_says_nothing_is_told_apart(value: object) -> None:
    assert refusal(identity(employee_number=value), "employee_number") == "claim-missing"


def test_without_a_claim_only_links_let_in() -> None:
    assert refusal(identity(employee_number="wang")) == "no-account"


def test_somebody_who_has_no_account_gets_none() -> None:
    assert refusal(identity(employee_number="sun"), "employee_number") == "no-account"
