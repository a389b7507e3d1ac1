from __future__ import annotations

from fractions import Fraction

import pytest

from services.aggregator.figures.point import Measure
from services.aggregator.targets.lines import trajectory_of
from services.aggregator.targets.measuring import TargetMeasuring, TargetWay, affected_until, read_target
from services.aggregator.targets.month_shares import EVEN_MONTHS
from shared.catalogue.model import Attribute, Bound, Horizon, Indicator, Kind, Target
from shared.periods import Month
from tests.unit.aggregator.target_builders import a_plan, a_target, an_indicator

FLOW, STOCK, RATIO, DIRECT = (an_indicator(kind) for kind in Kind)


@pytest.mark.parametrize(
    ("target", "indicator", "way", "measure"),
    [
        (a_target("0", "300", horizon=Horizon.PLAN), FLOW, TargetWay.TOTAL, Measure.PLAN_TOTAL),
        (a_target("806", "1000", horizon=Horizon.YEAR), FLOW, TargetWay.TOTAL, Measure.YEAR_TOTAL),
        (
            a_target("0", "9", horizon=Horizon.PLAN, bound=Bound.AT_MOST),
            FLOW,
            TargetWay.CAPPED_TOTAL,
            Measure.PLAN_TOTAL,
        ),
        (a_target("730", "750"), STOCK, TargetWay.CLIMB, Measure.LAST),
        (a_target("750", "730", bound=Bound.AT_MOST), STOCK, TargetWay.CLIMB, Measure.LAST),
        (a_target("56.44", "50"), STOCK, TargetWay.BOUND, Measure.LAST),
        (a_target("95", "95", bound=Bound.MORE_THAN), STOCK, TargetWay.BOUND, Measure.LAST),
        (a_target(None, "10"), STOCK, TargetWay.BOUND, Measure.LAST),
        (a_target(None, "10", attribute=Attribute.EXPECTED), STOCK, TargetWay.NO_BASELINE, Measure.LAST),
        (a_target("53.4", None), RATIO, TargetWay.NO_TARGET, Measure.LAST_RATE),
        (
            a_target("4.5", "5", horizon=Horizon.THROUGHOUT, bound=Bound.LESS_THAN),
            RATIO,
            TargetWay.BOUND,
            Measure.LAST_RATE,
        ),
        (
            a_target(None, "6", horizon=Horizon.THROUGHOUT, bound=Bound.LESS_THAN),
            DIRECT,
            TargetWay.BOUND,
            Measure.YEAR_MEAN,
        ),
        (a_target("40", "60"), DIRECT, TargetWay.CLIMB, Measure.SURVEYED),
        (a_target("40", "60"), an_indicator(Kind.RATIO, part_kind=Kind.FLOW), TargetWay.CLIMB, Measure.YEAR_RATE),
    ],
)
def test_a_target_is_read_by_its_kind_horizon_and_baseline(
    target: Target, indicator: Indicator, way: TargetWay, measure: Measure
) -> None:
    reading = read_target(target, indicator)
    assert (reading.way, reading.measure) == (way, measure)


def test_yearly_sums_begin_in_january_and_plan_totals_with_the_plan() -> None:
    plan = a_plan(a_target("0", "300"))
    assert TargetMeasuring(TargetWay.TOTAL, Measure.YEAR_TOTAL).since(plan, Month(2023, 5)) == Month(2023, 1)
    assert TargetMeasuring(TargetWay.TOTAL, Measure.PLAN_TOTAL).since(plan, Month(2023, 5)) == Month(2021, 1)


def test_a_stock_climbs_evenly_inside_a_year_and_by_annual_figures_between_years() -> None:
    target = a_target("730", "750")
    shares = {target.indicator: (Fraction(1, 2), Fraction(1, 2), Fraction(0), Fraction(0), Fraction(0))}
    front = (Fraction(1), *([Fraction(0)] * 11))
    line = trajectory_of(target, read_target(target, STOCK), a_plan(target, shares), Month(2022, 6), lambda _: front)
    assert line is not None
    assert line.expected(18) == 7_300_000 + 200_000 * Fraction(3, 4)


def test_a_target_of_nothing_has_no_line() -> None:
    target = a_target("0", "0", horizon=Horizon.PLAN)
    assert (
        trajectory_of(target, read_target(target, FLOW), a_plan(target), Month(2022, 6), lambda _: EVEN_MONTHS) is None
    )


def test_a_change_reaches_as_far_as_something_is_worked_out_from_it() -> None:
    month = Month(2022, 3)
    flow, climb, unknown, floor, nothing = (
        a_target("0", "300", horizon=Horizon.PLAN),
        a_target("730", "750"),
        a_target(None, "750"),
        a_target("56.44", "50"),
        a_target("1", None),
    )
    assert affected_until(read_target(flow, FLOW), a_plan(flow), month) == Month(2025, 12)
    assert affected_until(read_target(climb, STOCK), a_plan(climb), month) == Month(2025, 12)
    assert affected_until(read_target(unknown, STOCK), a_plan(unknown), month) == Month(2025, 12)
    assert affected_until(read_target(floor, STOCK), a_plan(floor), month) == Month(2025, 12)
    assert affected_until(read_target(nothing, STOCK), a_plan(nothing), month) == month
