"""What in the live tables is not what a rebuild makes of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from services.aggregator.rebuild.compare import Difference, compare
from services.aggregator.rebuild.rebuilder import Rebuilder
from services.aggregator.reports.lines.documents import AS_LIVE
from services.aggregator.tables import FIGURES, UNIT_MONTHS
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import CODEC, World, a_line

JOBS = "urban_new_employment"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.report(make.submitted("500101", "2023-02", a_line(JOBS, 7)))
    return world


def differences(world: World, *spoil: sa.Executable) -> list[Difference]:
    rebuilder = Rebuilder(world.log, world.catalogue, CODEC)
    rebuilder.read(world.consumer().marks(), frozenset())
    with world.database.write() as connection:
        for each in spoil:
            connection.execute(each)
        return compare(connection, rebuilder.result())


def test_untouched_tables_differ_in_nothing(world: World) -> None:
    assert differences(world) == []


def test_a_figure_that_was_changed_is_told_with_what_it_should_be(world: World) -> None:
    area = FIGURES.c.region == "500000"
    (found,) = differences(world, sa.update(FIGURES).where(area, FIGURES.c.indicator == JOBS).values(value=8))
    assert (found.region, found.period, found.indicator) == ("500000", "2023-02", JOBS)
    assert (found.live[:3], found.rebuilt[:3]) == ("(8,", "(7,")


def test_a_figure_or_a_months_row_that_is_gone_is_missing(world: World) -> None:
    area = FIGURES.c.region == "500000"
    found = differences(world, sa.delete(FIGURES).where(area), sa.delete(UNIT_MONTHS))
    assert {(each.region, each.indicator, each.live) for each in found} == {
        ("500000", JOBS, "missing"),
        ("500101", "", "missing"),
    }


@pytest.mark.parametrize(
    "spoiled",
    [
        {"status": "accepted"},
        {"revision": 2},
        {"position": 9},
        {"simulated": True},
        {"has_year_to_date": True},
        {"year": 2022},
        {"live": b"[]"},
        {"live": None},
        {"accepted": b"[]"},
        {"review": b"{}"},
    ],
)
def test_whatever_of_a_months_row_was_changed_is_found(world: World, spoiled: dict[str, object]) -> None:
    (found,) = differences(world, sa.update(UNIT_MONTHS).values(spoiled))
    assert (found.region, found.period, found.indicator) == ("500101", "2023-02", "")


def test_lines_as_an_earlier_release_wrote_them_differ_in_nothing_but_what_they_say(world: World) -> None:
    lines = tuple(a_line(f"item_{number}", number) for number in range(6))
    world.report(make.submitted("500101", "2023-03", *lines), make.accepted("500101", "2023-03"))
    spelt, other = msgspec.json.encode(lines), msgspec.json.encode((*lines[1:], a_line("item_0", 9)))
    month = sa.update(UNIT_MONTHS).where(UNIT_MONTHS.c.period == "2023-03")
    assert differences(world, month.values(live=spelt, accepted=spelt)) == []
    assert differences(world, month.values(accepted=AS_LIVE)) == []
    assert differences(world, month.values(revision=7)) != []
    assert differences(world, month.values(revision=1, accepted=other)) != []
    assert differences(world, month.values(accepted=None)) != []


def test_rows_that_no_report_made_are_told(world: World) -> None:
    month = {"region": "500102", "period": "2023-03", "year": 2023, "status": "submitted", "revision": 1, "position": 1}
    figure = {"region": "500000", "period": "2023-03", "indicator": JOBS, "data_version": 1}
    sums = {"value": 0, "denominator": 0, "accepted_value": 0, "accepted_denominator": 0, "accepted": 0, "simulated": 0}
    found = differences(
        world,
        sa.insert(UNIT_MONTHS).values(**month, simulated=False, has_year_to_date=False),
        sa.insert(FIGURES).values(**figure, **sums, reported=1, settled=0),
    )
    assert [(each.region, each.period, each.indicator) for each in found] == [
        ("500000", "2023-03", JOBS),
        ("500102", "2023-03", ""),
    ]
    assert found[0].rebuilt == "(0, 0, 0, 0, 0, 0, 0, 0)" and found[1].rebuilt == "missing"


def test_a_figure_that_comes_to_nothing_is_as_good_as_none(world: World) -> None:
    nothing = dict.fromkeys(FIGURES.c.keys()[3:-1], 0)
    rest = {"region": "500000", "period": "2023-02", "indicator": "new_enterprises", "data_version": 1}
    assert differences(world, sa.insert(FIGURES).values(**rest, **nothing)) == []
