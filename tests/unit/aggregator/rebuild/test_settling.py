from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from services.aggregator.rebuild.compare import compare
from services.aggregator.rebuild.rebuilder import Rebuilder
from services.aggregator.rebuild.settling import settle
from services.aggregator.tables import FIGURES, UNIT_MONTHS
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import CODEC, World, a_line

JOBS = "urban_new_employment"
MONTH = "2023-02"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Three units: one accepted, one corrected since it was accepted, one whose accepted correction stands."""
    world = World(tmp_path)
    for unit in ("500101", "500102", "500103"):
        world.report(make.submitted(unit, MONTH, a_line(JOBS, 7)), make.accepted(unit, MONTH))
    world.report(make.corrected("500102", MONTH, a_line(JOBS, 9)))
    world.report(make.corrected("500103", MONTH, a_line(JOBS, 8)), make.accepted("500103", MONTH, 2))
    return world


def test_an_older_database_is_worked_out_once_and_is_what_a_rebuild_makes(world: World) -> None:
    with world.database.write() as connection:
        connection.execute(sa.update(FIGURES).values(settled=-1))
        connection.execute(sa.update(UNIT_MONTHS).values(review=None))
    assert settle(world.database, world.catalogue, CODEC)
    assert not settle(world.database, world.catalogue, CODEC)
    rebuilder = Rebuilder(world.log, world.catalogue, CODEC)
    rebuilder.read(world.consumer().marks(), frozenset())
    with world.database.read() as connection:
        assert compare(connection, rebuilder.result()) == []
        here = (FIGURES.c.region == "500000", FIGURES.c.indicator == JOBS)
        counts = connection.execute(sa.select(FIGURES.c.accepted, FIGURES.c.settled).where(*here)).one()
    assert tuple(counts) == (3, 2)


def test_a_database_of_now_has_nothing_to_work_out(world: World) -> None:
    assert not settle(world.database, world.catalogue, CODEC)
