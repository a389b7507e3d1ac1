"""A world that is played once; tests in it leave what the others look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.unit.aggregator.comparison.world import ComparisonWorld


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ComparisonWorld]:
    made = ComparisonWorld(tmp_path_factory.mktemp("comparison"))
    made.play()
    yield made
    made.close()


@pytest.fixture(scope="package")
def client(world: ComparisonWorld) -> TestClient:
    return TestClient(world.standalone.app)
