from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.reader import Figures
from services.aggregator.model import ChangedFigures, FigureKey
from shared.events import FigureChanged, FigureLine
from shared.periods import Month
from shared.store import NewEvent
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import World, a_line, the_catalogue
from tests.unit.intake.test_indicators_that_left import without

JOBS, INJURY = "urban_new_employment", "work_injury_insurance_insured"
LEFT = "migrant_worker_training"
JANUARY, FEBRUARY = Month(2023, 1), Month(2023, 2)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def point(world: World, region: str, indicator: str = JOBS, period: Month = JANUARY) -> FigurePoint:
    with world.database.read() as connection:
        return Figures(the_catalogue()).series(connection, region, indicator, period, period)[0]


def told(world: World) -> dict[tuple[str, str], tuple[FigureLine, ...]]:
    events = world.told()
    assert all(isinstance(event, FigureChanged) for event in events)
    return {(event.region, event.period): event.lines for event in events if isinstance(event, FigureChanged)}


def test_a_report_adds_to_every_region_above_it(world: World) -> None:
    world.report(
        make.submitted("510104", "2023-01", a_line(JOBS, 7)), make.submitted("510105", "2023-01", a_line(JOBS, 5))
    )
    assert [point(world, region).value for region in ("510104", "510100", "510000-cp", "510000")] == [7, 12, 12, 12]
    assert point(world, "510000").reported == 2
    assert point(world, "510000").expected == 183


def test_zero_is_reported_and_nothing_is_not(world: World) -> None:
    world.report(make.submitted("500101", "2023-01", a_line(JOBS, 0)))
    assert (point(world, "500000").value, point(world, "500000").reported) == (0, 1)
    assert point(world, "500000", INJURY).reported == 0


def test_only_what_is_accepted_counts_as_accepted(world: World) -> None:
    world.report(
        make.submitted("500101", "2023-01", a_line(JOBS, 3)),
        make.submitted("500102", "2023-01", a_line(JOBS, 4)),
        make.accepted("500102", "2023-01"),
    )
    found = point(world, "500000")
    assert (found.value, found.reported, found.accepted_value, found.accepted) == (7, 2, 4, 1)


def test_a_late_report_changes_the_difference_of_a_later_year_to_date_one(world: World) -> None:
    world.report(make.submitted("500101", "2023-02", a_line(JOBS, 30, to_date=True)))
    assert point(world, "500000", period=FEBRUARY).value == 30
    world.report(make.submitted("500101", "2023-01", a_line(JOBS, 10)))
    assert point(world, "500000", period=FEBRUARY).value == 20
    assert point(world, "500101", period=FEBRUARY).value == 20


def test_an_area_posts_what_it_alone_knows(world: World) -> None:
    world.report(make.submitted("500000", "2023-01", a_line("surveyed_unemployment_rate", 545)))
    found = point(world, "500000", "surveyed_unemployment_rate")
    assert (found.value, found.reported, found.expected) == (545, 1, 1)


def test_changes_of_a_batch_are_told_once_for_each_region_and_month(world: World) -> None:
    world.report(*[make.submitted(unit, "2023-01", a_line(JOBS, 1)) for unit in ("500101", "500102", "500103")])
    lines = told(world)
    assert sorted(lines) == [("500000", "2023-01"), ("500000-db", "2023-01"), ("500000-zc", "2023-01")]
    assert lines["500000", "2023-01"] == (FigureLine(JOBS, 38, 3, 3, settled=0),)
    assert len(world.told()) == 3


def test_a_report_that_says_the_same_again_changes_no_figure(world: World) -> None:
    world.report(make.submitted("500101", "2023-01", a_line(JOBS, 1)))
    count = len(world.told())
    world.report(make.submitted("500101", "2023-01", a_line(JOBS, 1)))
    assert len(world.told()) == count


def test_of_the_units_only_those_with_a_plan_of_their_own_are_told(world: World) -> None:
    world.report(
        make.submitted("500101", "2023-01", a_line(JOBS, 1)), make.submitted("500107", "2023-01", a_line(JOBS, 2))
    )
    assert [region for region, _ in told(world) if region in ("500101", "500107")] == ["500107"]
    assert told(world)["500107", "2023-01"] == (FigureLine(JOBS, 1, 1, 2, settled=0),)


def test_a_month_of_theirs_is_corrected_after_one_of_its_indicators_has_left_the_catalogue(world: World) -> None:
    world.report(make.submitted("500107", "2023-01", a_line(JOBS, 2), a_line(LEFT, 5)))
    world.catalogue = without(the_catalogue(), LEFT)
    world.report(make.corrected("500107", "2023-01", a_line(JOBS, 3)), make.returned("500107", "2023-01"))
    world.report(make.submitted("500107", "2023-02", a_line(LEFT, 7)))
    assert world.consumer().parked() == []
    assert told(world)["500107", "2023-01"] == (FigureLine(JOBS, 1, 0, 0, settled=0),)


def test_a_simulated_report_marks_every_region_above_it_until_a_real_one_replaces_it(world: World) -> None:
    world.report(make.submitted("500101", "2023-01", a_line(JOBS, 1), simulated=True))
    assert point(world, "500000").simulated and point(world, "500101").simulated
    world.report(make.submitted("500101", "2023-01", a_line(JOBS, 1)))
    assert not point(world, "500000").simulated


def test_what_changed_is_assessed_and_stored_with_it(tmp_path: Path) -> None:
    seen: list[ChangedFigures] = []

    def assess(_connection: sa.Connection, changed: ChangedFigures) -> list[NewEvent]:
        seen.append(changed)
        event = FigureChanged(region="x", period="2023-01", data_version=changed.data_version, lines=())
        return [NewEvent(stream="assessed", event=event, actor="aggregator", correlation_id=changed.correlation)]

    world = World(tmp_path, assess)
    world.report(
        make.submitted("500102", "2023-02", a_line(JOBS, 9, to_date=True)),
        make.submitted("500102", "2023-01", a_line(JOBS, 1)),
        make.submitted("500101", "2023-03", a_line(JOBS, 2)),
    )
    (changed,) = seen
    assert changed.data_version == 3
    assert FigureKey("500000", JOBS, "2023-02") in changed.keys
    assert {key: changed.correlations["500000", key] for key in ("2023-01", "2023-02", "2023-03")} == {
        "2023-01": "c-2",
        "2023-02": "c-1",
        "2023-03": "c-3",
    }
    last = world.told()[-1]
    assert isinstance(last, FigureChanged) and last.region == "x"


def test_a_region_nobody_knows_parks_its_stream_and_no_other(world: World) -> None:
    world.report(
        make.submitted("999999", "2023-01", a_line(JOBS, 1)), make.submitted("500101", "2023-01", a_line(JOBS, 2))
    )
    assert [parked.key for parked in world.consumer().parked()] == ["report-999999-2023-01"]
    assert point(world, "500000").value == 2


def test_coverage_counts_who_owes_who_reported_and_names_who_is_missing(world: World) -> None:
    world.report(make.submitted("500101", "2023-01", a_line(JOBS, 1)), make.accepted("500101", "2023-01"))
    with world.database.read() as connection:
        figures = Figures(the_catalogue())
        covered, missing = figures.coverage(connection, "500000-db", JANUARY)
        by_indicator = figures.indicator_coverage(connection, "500000-db", JANUARY)
    assert (covered.expected, covered.reported, covered.accepted) == (11, 1, 1)
    assert len(missing) == 10 and "500101" not in missing
    assert (by_indicator[JOBS].reported, by_indicator[INJURY].reported) == (1, 0)


def test_unit_values_tell_what_each_unit_adds(world: World) -> None:
    world.report(
        make.submitted("500101", "2023-01", a_line(JOBS, 10)),
        make.submitted("500101", "2023-02", a_line(JOBS, 25, to_date=True)),
    )
    with world.database.read() as connection:
        found = Figures(the_catalogue()).unit_series(connection, ["500101", "500102"], [JOBS], FEBRUARY, FEBRUARY)
    (one,), (other,) = found["500101"][JOBS], found["500102"][JOBS]
    assert (one.value, one.reported, other.reported) == (15, 1, 0)
