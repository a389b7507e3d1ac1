from __future__ import annotations

from fractions import Fraction

from services.aggregator.figures.series import Series
from services.aggregator.targets.lines import trajectory_of
from services.aggregator.targets.measuring import read_target
from services.aggregator.targets.month_shares import EVEN_MONTHS
from services.aggregator.targets.pace import Paces, _flow_between, _recent_flow, paces
from shared.catalogue.model import Bound, Horizon, Indicator, Kind, Target
from shared.periods import Month
from tests.unit.aggregator.target_builders import a_plan, a_point, a_series, a_target, an_indicator, level_series

FLOW, STOCK = an_indicator(Kind.FLOW), an_indicator(Kind.STOCK)


def paces_of(target: Target, indicator: Indicator, series: Series, period: str) -> Paces:
    plan, reading, month = a_plan(target), read_target(target, indicator), Month.parse(period)
    line = trajectory_of(target, reading, plan, month, lambda _: EVEN_MONTHS)
    return paces(reading, line, plan, series, month)


def test_what_is_left_is_spread_over_the_months_that_are_left() -> None:
    target = a_target("0", "0.06", horizon=Horizon.PLAN)
    found = paces_of(target, FLOW, a_series("2021-01", [5] * 24), "2022-12")
    assert found.required == Fraction(600 - 120, 36)
    assert found.recent == 5
    assert found.intensity == found.required / 5


def test_required_is_compared_with_the_same_months_of_last_year() -> None:
    target = a_target("0", "0.06", horizon=Horizon.YEAR)
    last_year = [0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 20, 20]
    found = paces_of(target, FLOW, a_series("2021-01", [*last_year, *([40] * 9)]), "2022-09")
    assert found.required == 80
    assert found.intensity == 4


def test_a_stocks_pace_is_its_mean_change_over_twelve_months_or_as_many_as_there_are() -> None:
    target = a_target("0.1", "0.2")
    long = a_series("2021-01", range(1000, 1360, 10))
    assert paces_of(target, STOCK, long, "2022-06").recent == 10
    short = Series([a_point("2022-03", 1000), a_point("2022-06", 1060)])
    assert paces_of(target, STOCK, short, "2022-06").recent == 20
    assert paces_of(target, STOCK, Series([a_point("2022-06", 1060)]), "2022-06").recent is None


def test_a_target_that_must_fall_needs_a_negative_pace() -> None:
    target = a_target("0.2", "0.1", bound=Bound.AT_MOST)
    found = paces_of(target, STOCK, a_series("2021-01", range(2000, 1760, -10)), "2022-12")
    assert found.required == Fraction(1000 - 1770, 36)
    assert found.recent == -10
    assert found.intensity == found.required / -10


def test_a_target_that_is_reached_needs_nothing_more() -> None:
    assert paces_of(a_target("0.1", "0.2"), STOCK, level_series(3000), "2022-06").required == 0


def test_a_year_that_went_the_other_way_is_no_measure_of_intensity() -> None:
    falling = a_series("2021-01", range(1500, 1000, -10))
    assert paces_of(a_target("0.1", "0.2"), STOCK, falling, "2022-12").intensity is None


def test_in_the_last_month_and_for_a_bound_there_is_no_required_pace() -> None:
    assert paces_of(a_target("0.1", "0.2"), STOCK, level_series(1000), "2025-12").required is None
    assert paces_of(a_target("0.2", "0.1"), STOCK, level_series(1000), "2022-12").required is None


def test_the_recent_pace_leaves_out_a_month_that_holds_others_and_the_one_that_is_missing() -> None:
    target = a_target("0", "0.06", horizon=Horizon.PLAN)
    points = [a_point(Month(2021, 1).shift(step), 5, reported=0 if step == 4 else 38) for step in range(12)]
    points[5] = a_point("2021-06", 10)
    year = Series([*points, *a_series("2022-01", [5] * 12).points])
    assert paces_of(target, FLOW, year.with_mixed([]), "2021-04").recent == 5
    mixed = year.with_mixed([Month(2021, 6)])
    recent = [_recent_flow(each, Month(2021, 12)) for each in (year, mixed)]
    assert recent == [(Fraction(60, 11), 11), (Fraction(5), 10)]
    assert _flow_between(year, Month(2022, 5), 1) == 10
    assert _flow_between(mixed, Month(2022, 5), 1) is None  # nothing to compare the needed pace with
