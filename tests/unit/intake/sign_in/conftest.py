"""A database of intake, a seal, and a clock that is put where a test wants it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.main import MIGRATIONS
from services.intake.sign_in.sealing import Seal
from shared.database.engine import Database
from shared.periods import SettableClock
from tests.builders import NOON, an_address


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(an_address(tmp_path, "intake"))
    made.migrate(MIGRATIONS)
    yield made
    made.dispose()


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return Seal(tmp_path / "factors.key")


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(NOON)
