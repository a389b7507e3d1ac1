"""An office's own folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.shared.catalogue.files.layers.office import write_site

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write an office's folder and give its path: ``write({"site.toml": …})``."""
    return lambda files: write_site(tmp_path / "office", files)
