"""Which account somebody is whom a provider vouches for. Pure: what is known of accounts and links is passed in.

Issuer and subject say it once they are linked with an account. Before that, a claim that the office names: it has to
be one account's that is there. No account is made by what a provider says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from services.intake.sign_in.oidc.flow import VouchedFor
from services.intake.sign_in.oidc.refusals import ProviderRefused


class Matched(StrEnum):
    """What of an account a claim is held against."""

    ACCOUNT = "account"
    TELEPHONE = "telephone"


class Candidate(NamedTuple):
    """An account that is open."""

    id: str
    telephone: str


_TELEPHONE = "phone_number"
_TELEPHONE_VERIFIED = "phone_number_verified"


def account_of(
    identity: VouchedFor, linked: str | None, claim: str, what: Matched, open_accounts: Iterable[Candidate]
) -> str:
    """The id of the account; ``linked`` is that of the account that the identity is linked with (None: of none).

    Raises:
        ProviderRefused: ``no-account``, ``several-accounts``, ``claim-missing`` or ``not-verified``.
    """
    accounts = list(open_accounts)
    if linked is not None:
        if linked not in {account.id for account in accounts}:
            raise ProviderRefused("no-account", f"linked with the account {linked}, which is closed")
        return linked
    if not claim:
        raise ProviderRefused("no-account", "not linked, and no claim is named that accounts are found by")
    value = _value(identity, claim)
    if claim == _TELEPHONE and identity.claims.get(_TELEPHONE_VERIFIED) is False:
        raise ProviderRefused("not-verified", "the provider says that it has not verified the telephone number")
    found = [account.id for account in accounts if _is(account, value, what)]
    if len(found) != 1:
        raise ProviderRefused("several-accounts" if found else "no-account", f"{claim}={value!r}")
    return found[0]


def _value(identity: VouchedFor, claim: str) -> str:
    value = identity.claims.get(claim)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise ProviderRefused("claim-missing", f"no claim {claim!r}; there are {', '.join(sorted(identity.claims))}")
    return str(value).strip()


def _is(account: Candidate, value: str, what: Matched) -> bool:
    if what is Matched.ACCOUNT:
        return account.id == value
    return bool(account.telephone) and _digits(account.telephone) == _digits(value) != ""


def _digits(telephone: str) -> str:
    """The digits of a number, without the country's."""
    return re.sub(r"^(\+|00)86", "", re.sub(r"[\s()（）-]", "", telephone))
