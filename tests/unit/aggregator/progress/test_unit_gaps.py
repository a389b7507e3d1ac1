from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from services.aggregator.figures.series import Series
from services.aggregator.progress.unit_gaps import UnitGaps
from services.aggregator.targets.assessment import assess
from services.aggregator.targets.context import TargetContexts
from shared.catalogue import Catalogue
from shared.events import Assessment, ReportLine, ReportSubmitted
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


def test_with_one_unit_late_the_others_are_held_against_their_own_share(world: World, catalogue: Catalogue) -> None:
    units = catalogue.units_under("500000", Month(2025, 12))
    even = dict.fromkeys(units, 7_400_000 // 38)
    report(world, "2022-11", even)
    late, *others = units
    (short,) = report(world, "2022-12", {unit: even[unit] for unit in others})
    (whole,) = report(world, "2022-12", {late: even[late]})
    assert (short.reported_units, whole.reported_units) == (37, 38)
    assert short.expected == round(Fraction(7_380_000 * 37, 38))
    assert (short.level, short.reason) == (whole.level, whole.reason) == ("normal", "on_schedule")


def test_a_late_unit_is_not_named_among_those_behind_a_gap(world: World, catalogue: Catalogue) -> None:
    units = catalogue.units_under("500000", Month(2025, 12))
    report(world, "2022-11", dict.fromkeys(units, 200_000))
    late, behind, *others = units
    (short,) = report(world, "2022-12", dict.fromkeys(others, 190_000) | {behind: 120_000})
    assert short.contributions[0].region == behind
    assert late not in {each.region for each in short.contributions}
    assert sum(each.gap for each in short.contributions) + short.rest_gap == short.gap
    assert len(short.contributions) + short.rest_units == 37


def test_the_share_of_those_that_reported_comes_from_the_latest_whole_month(world: World, catalogue: Catalogue) -> None:
    units = catalogue.units_under("500000", Month(2025, 12))
    late, *others = units
    report(world, "2022-10", dict.fromkeys(units, 100) | {late: 300})
    report(world, "2022-11", dict.fromkeys(others, 100))
    with world.database.read() as connection:
        series = world.figures.series_of(connection, "500000", [STOCK], Month(2022, 1), Month(2022, 11))[STOCK]
        gaps = UnitGaps(connection, catalogue, world.figures)
        share = gaps.reporting_share("500000", catalogue.indicators[STOCK], Series(series), Month(2022, 11))
    assert share == Fraction(3_700, 4_000)


def test_a_month_that_was_read_for_some_units_is_read_for_the_others_when_they_are_asked_for(
    world: World, catalogue: Catalogue
) -> None:
    """A month with a unit late is weighed by what its reporters had at first; the first month has all of them."""
    units = catalogue.units_under("500000", Month(2025, 12))
    report(world, "2022-11", dict.fromkeys(units, 150_000))
    (short,) = report(world, "2022-12", dict.fromkeys(units[1:], 120_000))
    (target,) = catalogue.targets_for("500000", STOCK)
    first, second = Month(2022, 11), Month(2022, 12)
    context = TargetContexts(catalogue, {}).at(target, date(2023, 2, 1), 0)
    with world.database.read() as connection:
        series = world.figures.series_of(connection, "500000", [STOCK], Month(2022, 1), second)[STOCK]
        gaps = UnitGaps(connection, catalogue, world.figures)
        share = gaps.reporting_share("500000", context.indicator, Series(series), second)
        shortly = UnitGaps(connection, catalogue, world.figures)
        shortly.split(target, short, Series(series), second, replace(context, reporting_share=share))
        whole = assess(target, Series(series), first, context)
        assert shortly.split(target, whole, Series(series), first, context) == gaps.split(
            target, whole, Series(series), first, context
        )
        assert shortly.reporting_share("500000", context.indicator, Series(series), second) == share == Fraction(37, 38)
