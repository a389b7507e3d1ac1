from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.catalogue import Catalogue
from tests.unit.intake.support import Service, running


@pytest.fixture
def service(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    with running(tmp_path, catalogue) as made:
        made.client.follow_redirects = False
        yield made
