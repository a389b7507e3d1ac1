"""The published catalogue, loaded once, and an alerts service in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.load import load_catalogue
from tests.unit.alerts.setting import Setting


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def setting(tmp_path: Path, catalogue: Catalogue) -> Setting:
    return Setting(tmp_path, catalogue)
