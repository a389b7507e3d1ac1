from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.shared.consume.setting import Setting


@pytest.fixture
def setting(tmp_path: Path, database_url: str) -> Iterator[Setting]:
    made = Setting(tmp_path, database_url)
    yield made
    made.close()
