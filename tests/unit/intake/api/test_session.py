from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.catalogue import Catalogue
from shared.security.sessions import COOKIE
from tests.unit.intake.support import UNIT, Service, running


@pytest.fixture
def service(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    with running(tmp_path, catalogue) as made:
        yield made


def test_whoever_has_signed_in_is_told_who_they_are_and_nothing_on_the_way_keeps_it(service: Service) -> None:
    service.client.cookies.set(COOKIE, service.signed_in(UNIT))
    answer = service.client.get("/v1/session")
    assert answer.json()["principal"] == {"id": f"key-{UNIT}", "role": "reporter", "region": UNIT}
    assert answer.headers["cache-control"] == "private, no-store"


def test_without_a_session_there_is_none_to_tell_of(service: Service) -> None:
    assert service.client.get("/v1/session").status_code == 401
    assert service.get("/v1/session").status_code == 404
