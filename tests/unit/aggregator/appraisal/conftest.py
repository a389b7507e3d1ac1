"""A world that is played once; what tests add to it is of months that the others do not look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.unit.aggregator.appraisal.world import AppraisalWorld


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppraisalWorld]:
    made = AppraisalWorld(tmp_path_factory.mktemp("appraisal"))
    made.play()
    yield made
    made.close()


@pytest.fixture(scope="package")
def client(world: AppraisalWorld) -> TestClient:
    return TestClient(world.standalone.app)
