"""A world of its own: what is published in it, and corrected afterwards, nobody else looks at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.unit.aggregator.appraisal.world import AppraisalWorld


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppraisalWorld]:
    made = AppraisalWorld(tmp_path_factory.mktemp("issued"))
    made.play()
    yield made
    made.close()


@pytest.fixture(scope="package")
def client(world: AppraisalWorld) -> TestClient:
    return TestClient(world.standalone.app)


@pytest.fixture(autouse=True)
def nobody_signed_in(client: TestClient) -> None:
    client.cookies.clear()
