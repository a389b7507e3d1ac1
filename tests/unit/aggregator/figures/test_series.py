from __future__ import annotations

from fractions import Fraction

import pytest

from services.aggregator.figures.point import Measure, NotMeasurable, Side, nearly_all
from services.aggregator.figures.series import Series
from shared.periods import Month
from tests.unit.aggregator.target_builders import a_point, a_series

JAN, MAR = Month(2021, 1), Month(2021, 3)


@pytest.mark.parametrize(
    ("units", "expected", "full"), [(36, 38, False), (37, 38, True), (95, 100, True), (0, 0, False), (1, 1, True)]
)
def test_nearly_all_units_are_95_per_cent_of_them(units: int, expected: int, full: bool) -> None:
    assert nearly_all(units, expected) is full


def test_a_flow_adds_up_and_a_stock_stands() -> None:
    series = a_series("2021-01", [5, 0, 7])
    assert series.value(Measure.PLAN_TOTAL, MAR, JAN) == 12
    assert series.value(Measure.LAST, MAR, JAN) == 7


def test_a_ratio_of_flows_divides_the_sums_and_one_of_stocks_the_last_parts() -> None:
    series = Series([a_point("2021-01", 1, denominator=2), a_point("2021-02", 5, denominator=6)])
    assert series.value(Measure.YEAR_RATE, Month(2021, 2), JAN) == Fraction(6, 8)
    assert series.value(Measure.LAST_RATE, Month(2021, 2), JAN) == Fraction(5, 6)


def test_the_mean_of_a_surveyed_rate_takes_the_months_that_were_reported() -> None:
    series = Series([a_point("2021-01", 540), a_point("2021-03", 560)])
    assert series.value(Measure.YEAR_MEAN, MAR, JAN) == Fraction(550, 10_000)
    assert series.value(Measure.SURVEYED, MAR, JAN) == Fraction(560, 10_000)


def test_a_sum_with_a_hole_in_it_is_no_sum() -> None:
    series = Series([a_point("2021-01", 5), a_point("2021-02", 5, reported=30), a_point("2021-03", 5)])
    with pytest.raises(NotMeasurable) as fault:
        series.value(Measure.PLAN_TOTAL, MAR, JAN)
    assert (fault.value.reason, fault.value.month) == ("earlier_months_missing", Month(2021, 2))


def test_a_month_with_short_coverage_has_no_value_even_of_nought() -> None:
    series = Series([a_point("2021-03", 0, reported=36)])
    with pytest.raises(NotMeasurable, match="short_coverage"):
        series.value(Measure.LAST, MAR, JAN)


def test_a_rate_of_nothing_is_no_rate() -> None:
    with pytest.raises(NotMeasurable, match="zero_denominator"):
        Series([a_point("2021-03", 0, denominator=0)]).value(Measure.LAST_RATE, MAR, JAN)


def test_the_accepted_side_has_its_own_coverage_and_value() -> None:
    series = Series([a_point("2021-03", 100, accepted_value=97), a_point("2021-04", 100, accepted=37)])
    assert series.value(Measure.LAST, MAR, JAN, Side.ACCEPTED) == 97
    assert not series.whole(Month(2021, 4), Side.ACCEPTED)


def test_only_years_with_twelve_full_months_are_complete() -> None:
    series = Series(
        [a_point(Month(2021, month), month) for month in range(1, 13)]
        + [a_point(Month(2022, month), 1, reported=38 if month != 6 else 1) for month in range(1, 13)]
        + [a_point(Month(2023, month), 1) for month in range(1, 13)]
    )
    assert series.complete_years(2023) == (tuple(range(1, 13)),)
    assert len(series.complete_years(2024)) == 2
    assert series.complete_years(2021) == ()


def test_a_range_is_simulated_when_any_month_of_it_is() -> None:
    series = Series([a_point("2021-01", 1, simulated=True), a_point("2021-02", 1)])
    assert series.simulated(JAN, Month(2021, 2))
    assert not series.simulated(Month(2021, 2), MAR)


def test_a_month_that_holds_others_counts_in_sums_and_says_nothing_of_a_month() -> None:
    series = a_series("2021-01", [5, 5, 5, 5, 5, 15] + [5] * 6)
    june = Month(2021, 6)
    mixed = series.with_mixed([june])
    assert mixed.mixed(june) and not mixed.mixed(MAR) and not series.mixed(june)
    assert (series.amount(june), mixed.amount(june), mixed.amount(MAR)) == (15, None, 5)
    assert mixed.value(Measure.PLAN_TOTAL, june, JAN) == series.value(Measure.PLAN_TOTAL, june, JAN) == 40
    assert len(series.complete_years(2022)) == 1 and mixed.complete_years(2022) == ()
    assert series.with_mixed([]) is series
    assert [point.period for point in mixed.points] == [JAN.shift(step) for step in range(12)]
