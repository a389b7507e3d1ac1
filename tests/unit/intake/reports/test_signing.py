"""The second person who signs a correction."""

from __future__ import annotations

import pytest
from fastapi import Request

from services.intake.accounts.repository import SignerMail
from services.intake.reports.signing import Signing
from shared.security.access import Access
from shared.web.problems import Problem
from tests.unit.intake.support import CITY, SIBLING, SIGNER, UNIT, Service


def shown(secret: str) -> Request:
    """A request that shows this key as the second signer's."""
    headers = [(b"second-signer", f"Bearer {secret}".encode())] if secret else []
    return Request({"type": "http", "client": ("10.0.0.1", 1), "headers": headers})


@pytest.fixture
def signing(service: Service) -> Signing:
    runtime = service.intake.runtime
    return Signing(runtime.authentication, Access(runtime.catalogue))


def test_a_key_signs_for_its_own_unit_or_what_lies_in_its_area(service: Service, signing: Signing) -> None:
    assert signing.of_request(shown(service.secrets[SIGNER]), UNIT) == "key-signer"
    assert signing.of_request(shown(service.secrets["unit-signer"]), UNIT) == "key-unit-signer"
    assert signing.of_request(shown(""), UNIT) == "" and signing.checked(None, UNIT) == ""


@pytest.mark.parametrize(("who", "status"), [("far-signer", 403), ("reviewer", 403), (UNIT, 403), ("", 401)])
def test_another_role_another_area_and_no_key_at_all_do_not_sign(
    service: Service, signing: Signing, who: str, status: int
) -> None:
    with pytest.raises(Problem) as caught:
        signing.of_request(shown(service.secrets.get(who, "no-such-key")), UNIT)
    assert caught.value.status == status


def test_those_are_told_who_may_sign_and_did_not_propose_it(service: Service) -> None:
    runtime = service.intake.runtime
    everybody = [
        SignerMail("chen", "chen@example.cn", UNIT),
        SignerMail("li", "li@example.cn", CITY),
        SignerMail("li", "li@example.cn", UNIT),
        SignerMail("wang", "wang@example.cn", SIBLING),
    ]
    signing = Signing(runtime.authentication, Access(runtime.catalogue), lambda: everybody)
    assert signing.told(UNIT, "chen") == ("li@example.cn",)
    assert signing.told(SIBLING, "chen") == ("li@example.cn", "wang@example.cn")
