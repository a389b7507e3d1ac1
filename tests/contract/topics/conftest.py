"""What the suites over a real Kafka share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.topics.copied import Copied, Reading
from tests.kafka import Server


@pytest.fixture
def copied(tmp_path: Path, kafka: Server) -> Iterator[Copied]:
    made = Copied(tmp_path, kafka.address)
    yield made
    made.close()


@pytest.fixture
def reading(copied: Copied) -> Iterator[Reading]:
    made = Reading(copied.reader())
    yield made
    made.log.close()
