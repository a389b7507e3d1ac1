"""The second person who signs a correction."""

from __future__ import annotations

import pytest
from fastapi import Request

from services.intake.reports.signing import Signing
from shared.security.access import Access
from shared.web.problems import Problem
from tests.unit.intake.support import SIGNER, UNIT, Service

FROM_A_PAGE = Request({"type": "http", "client": ("10.0.0.1", 1), "headers": []})


@pytest.fixture
def signing(service: Service) -> Signing:
    runtime = service.intake.runtime
    return Signing(runtime.authentication, Access(runtime.catalogue))


def test_a_key_that_was_typed_in_signs_for_its_own_unit_or_what_lies_in_its_area(
    service: Service, signing: Signing
) -> None:
    assert signing.of_secret(FROM_A_PAGE, service.secrets[SIGNER], UNIT) == "key-signer"
    assert signing.of_secret(FROM_A_PAGE, service.secrets["unit-signer"], UNIT) == "key-unit-signer"
    assert signing.of_secret(FROM_A_PAGE, "  ", UNIT) == "" and signing.checked(None, UNIT) == ""


@pytest.mark.parametrize(("who", "status"), [("far-signer", 403), ("reviewer", 403), (UNIT, 403), ("", 401)])
def test_another_role_another_area_and_no_key_at_all_do_not_sign(
    service: Service, signing: Signing, who: str, status: int
) -> None:
    with pytest.raises(Problem) as caught:
        signing.of_secret(FROM_A_PAGE, service.secrets.get(who, "no-such-key"), UNIT)
    assert caught.value.status == status
