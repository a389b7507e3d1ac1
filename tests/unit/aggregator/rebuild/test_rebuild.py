from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.rebuild.rebuild import check, swap_in
from services.aggregator.rebuild.rebuilder import rebuild
from services.aggregator.tables import FIGURES, UNIT_MONTHS
from shared.log import LogBroken, MemoryLog, marks_at
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import World, a_line, recorded, the_catalogue

JOBS = "urban_new_employment"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.report(
        make.submitted("500101", "2023-02", a_line(JOBS, 30, to_date=True)),
        make.submitted("500101", "2023-01", a_line(JOBS, 10)),
        make.accepted("500101", "2023-01"),
        make.submitted("500102", "2023-01", a_line(JOBS, 4), a_line("mediation_success_rate", 1, 2)),
        make.returned("500102", "2023-01"),
        make.closed("500000", "2023-01"),
    )
    return world


def test_a_rebuild_agrees_with_the_live_figures(world: World) -> None:
    report = check(world.database, world.log, the_catalogue())
    assert (report.position, report.differences, report.swapped) == (6, (), False)
    assert report.figures == 4


def test_a_figure_that_was_tampered_with_is_found_and_the_swap_puts_it_right(world: World) -> None:
    with world.database.write() as connection:
        connection.execute(sa.update(FIGURES).where(FIGURES.c.region == "500000").values(value=FIGURES.c.value + 1))
        connection.execute(sa.delete(FIGURES).where(FIGURES.c.region == "500000-db", FIGURES.c.period == "2023-02"))
    found = check(world.database, world.log, the_catalogue()).differences
    assert {(each.region, each.period) for each in found} == {
        ("500000", "2023-01"),
        ("500000", "2023-02"),
        ("500000-db", "2023-02"),
    }
    told = len(world.told())
    assert len(swap_in(world.database, world.log, the_catalogue()).differences) == 3
    assert check(world.database, world.log, the_catalogue()).differences == ()
    assert len(world.told()) == told


def test_a_report_that_was_tampered_with_is_found(world: World) -> None:
    with world.database.write() as connection:
        connection.execute(sa.update(UNIT_MONTHS).where(UNIT_MONTHS.c.period == "2023-02").values(live=b"[]"))
    (found,) = check(world.database, world.log, the_catalogue()).differences
    assert (found.region, found.period, found.indicator) == ("500101", "2023-02", "")


def test_after_a_swap_reports_go_on_adding_up(world: World) -> None:
    swap_in(world.database, world.log, the_catalogue())
    world.report(make.submitted("500102", "2023-01", a_line(JOBS, 6)))
    assert check(world.database, world.log, the_catalogue()).differences == ()


def test_parked_events_are_in_neither_the_live_nor_the_rebuilt_figures(world: World) -> None:
    world.report(make.submitted("999999", "2023-01", a_line(JOBS, 1)), make.submitted("500101", "2023-03"))
    assert len(world.consumer().parked()) == 1
    assert check(world.database, world.log, the_catalogue()).differences == ()
    assert swap_in(world.database, world.log, the_catalogue()).differences == ()


def test_a_rebuild_tells_how_far_it_is(world: World) -> None:
    steps: list[tuple[int, int]] = []
    rebuild(world.log, marks_at(6), the_catalogue(), lambda done, total: steps.append((done, total)))
    assert steps == [(6, 6)]


def test_figures_too_large_for_64_bits_are_refused_instead_of_wrapped() -> None:
    events = recorded([make.submitted("500101", "2023-01", a_line(JOBS, 2**62))])
    with pytest.raises(OverflowError):
        rebuild(MemoryLog("reports", events), marks_at(1), the_catalogue())


def test_a_log_that_ends_too_early_is_told(world: World) -> None:
    with pytest.raises(LogBroken, match="ends at 6"):
        rebuild(world.log, marks_at(7), the_catalogue())


def test_the_live_figures_stand_at_the_readers_position(world: World) -> None:
    with world.database.read() as connection:
        assert reader_position.position(connection) == 6
        assert reader_position.parked_positions(connection) == frozenset()


def test_a_swap_writes_what_differs_and_leaves_the_rest_at_its_version(world: World) -> None:
    city = FIGURES.c.region == "500000"
    with world.database.write() as connection:
        connection.execute(sa.update(FIGURES).where(city, FIGURES.c.period == "2023-01").values(value=7))
        versions = dict(connection.execute(sa.select(FIGURES.c.period, FIGURES.c.data_version).where(city)).all())
        connection.execute(sa.update(UNIT_MONTHS).where(UNIT_MONTHS.c.period == "2023-02").values(revision=8))
        extra = sa.select(sa.literal("2022-05"), *UNIT_MONTHS.c[1:]).where(UNIT_MONTHS.c.region == "500101").limit(1)
        connection.execute(sa.insert(UNIT_MONTHS).from_select(UNIT_MONTHS.c.keys(), extra))
    assert len(swap_in(world.database, world.log, the_catalogue()).differences) == 3
    with world.database.read() as connection:
        now = dict(connection.execute(sa.select(FIGURES.c.period, FIGURES.c.data_version).where(city)).all())
        months = connection.execute(sa.select(sa.func.count()).select_from(UNIT_MONTHS)).scalar_one()
    assert now == {"2023-01": 6, "2023-02": versions["2023-02"]}
    assert months == 3
    assert check(world.database, world.log, the_catalogue()).differences == ()


def test_out_of_empty_tables_a_swap_makes_all_of_it(world: World) -> None:
    with world.database.write() as connection:
        before = [connection.execute(sa.select(*table.c[:-1])).all() for table in (FIGURES, UNIT_MONTHS)]
        for table in (FIGURES, UNIT_MONTHS):
            connection.execute(sa.delete(table))
    swap_in(world.database, world.log, the_catalogue())
    with world.database.read() as connection:
        after = [connection.execute(sa.select(*table.c[:-1])).all() for table in (FIGURES, UNIT_MONTHS)]
    assert list(map(sorted, map(repr, after))) == list(map(sorted, map(repr, before)))
