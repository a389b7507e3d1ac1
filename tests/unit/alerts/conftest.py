"""An alerts service in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.catalogue.catalogue import Catalogue
from tests.unit.alerts.setting import Setting


@pytest.fixture
def setting(tmp_path: Path, catalogue: Catalogue) -> Setting:
    return Setting(tmp_path, catalogue)
