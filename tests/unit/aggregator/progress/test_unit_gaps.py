from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.aggregator.progress.unit_gaps import UnitGaps
from shared.catalogue import Catalogue
from shared.events import Assessment, MissingRange, ReportLine, ReportSubmitted
from shared.periods import Month
from tests.unit.aggregator.progress_world import World

STOCK = "work_injury_insurance_insured"
PLAN = "chongqing-2021-2025"


@pytest.fixture
def world(tmp_path: Path, catalogue: Catalogue) -> World:
    return World(tmp_path, catalogue)


def report(world: World, period: str, values: dict[str, int]) -> list[Assessment]:
    """The units' stocks of one month, in one batch; what was said of 工伤保险 because of it."""
    events = world.apply(
        *(
            ReportSubmitted(region=unit, period=period, lines=(ReportLine(STOCK, value),), digest="d")
            for unit, value in values.items()
        )
    )
    return [event.assessment for event in events if (event.plan, event.row) == (PLAN, 8)]


def late(world: World) -> None:
    """The day after the due day of December 2022."""
    world.clock.set(datetime(2023, 1, 12, tzinfo=UTC))


def test_a_late_stock_counts_with_its_last_figure_and_the_line_stands(world: World, catalogue: Catalogue) -> None:
    units = catalogue.units_under("500000", Month(2025, 12))
    report(world, "2022-10", dict.fromkeys(units, 194_700))
    even = dict.fromkeys(units, 7_400_000 // 38)
    report(world, "2022-11", even)
    late(world)
    silent, *others = units
    (short,) = report(world, "2022-12", {unit: even[unit] for unit in others})
    (whole,) = report(world, "2022-12", {silent: even[silent]})
    assert (short.reported_units, whole.reported_units) == (37, 38)
    assert (short.expected, short.actual) == (whole.expected, whole.actual) == (7_380_000, 38 * even[silent])
    assert (short.level, short.reason) == (whole.level, whole.reason) == ("normal", "on_schedule")
    assert short.missing_range == MissingRange(38 * even[silent] - 36, 38 * even[silent] + 36, "normal", "normal")


def test_a_gap_is_split_among_all_units_a_late_one_with_its_estimate(world: World, catalogue: Catalogue) -> None:
    units = catalogue.units_under("500000", Month(2025, 12))
    report(world, "2022-10", dict.fromkeys(units, 200_100))
    report(world, "2022-11", dict.fromkeys(units, 200_000))
    late(world)
    _, behind, *others = units
    (short,) = report(world, "2022-12", dict.fromkeys(others, 180_000) | {behind: 120_000})
    assert short.contributions[0].region == behind
    assert sum(each.gap for each in short.contributions) + short.rest_gap == short.gap
    assert len(short.contributions) + short.rest_units == 38


def test_a_month_that_was_read_for_some_units_is_read_for_the_others_when_they_are_asked_for(
    world: World, catalogue: Catalogue
) -> None:
    units = catalogue.units_under("500000", Month(2025, 12))
    report(world, "2022-11", dict.fromkeys(units, 150_000))
    with world.database.read() as connection:
        gaps, all_at_once = (UnitGaps(connection, catalogue, world.figures) for _ in range(2))
        november = Month(2022, 11)
        gaps._of_month(units[:3], STOCK, november, november)
        found = gaps._of_month(units, STOCK, november, november)
        assert found == all_at_once._of_month(units, STOCK, november, november)
        assert set(found.values()) == {(150_000, 0)}


def test_all_units_stand_under_a_target_also_where_the_area_is_ahead(world: World, catalogue: Catalogue) -> None:
    units = catalogue.units_under("500000", Month(2025, 12))
    report(world, "2022-10", dict.fromkeys(units, 200_000))
    first, *others = units
    (ahead,) = report(world, "2022-11", dict.fromkeys(others, 200_100) | {first: 199_000})
    assert ahead.gap is not None
    assert ahead.gap < 0
    target = catalogue.plans[PLAN].target(8)
    with world.database.read() as connection:
        found = world.handler.standings(connection, target, Month(2022, 11))
        assert world.handler.contributions(connection, target, Month(2022, 11)).listed == ()
    assert len(found) == 38
    assert found[0].region == first
    assert sum(each.gap or 0 for each in found) == ahead.gap
    assert sum(each.actual or 0 for each in found) == ahead.actual
