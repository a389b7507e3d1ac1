"""The system that a walk goes through, a new one for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.walks.whole_system import WholeSystem, whole_system


@pytest.fixture
def system(tmp_path: Path) -> Iterator[WholeSystem]:
    """Its mail server takes every mail."""
    with whole_system(tmp_path) as made:
        yield made
