"""A played area, for tests of what is made of the figures: bulletins, rankings, the pages 地区."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.aggregator.tables import METADATA
from tests.unit.aggregator.bulletin.world import BulletinWorld


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    """Empty tables of the aggregator, in memory."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as made:
        METADATA.create_all(made)
        yield made
    engine.dispose()


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a system that has been played."""
    folder = tmp_path_factory.mktemp("played")
    world = BulletinWorld(folder)
    world.play()
    world.close()
    return folder


@pytest.fixture(scope="module")
def world(played: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BulletinWorld]:
    """One for a module: what a test publishes, the next one finds."""
    yield from _opened(played, tmp_path_factory.mktemp("bulletins") / "data")


@pytest.fixture
def fresh(played: Path, tmp_path: Path) -> Iterator[BulletinWorld]:
    """One for a test alone."""
    yield from _opened(played, tmp_path / "data")


def _opened(played: Path, folder: Path) -> Iterator[BulletinWorld]:
    shutil.copytree(played, folder)
    world = BulletinWorld(folder)
    world.after_the_play()
    yield world
    world.close()
