from __future__ import annotations

import pytest

from tests.unit.alerts.episodes.life import Life


@pytest.fixture
def life() -> Life:
    return Life()
