"""A year against its own target."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.series import Series
from services.aggregator.targets.year import year_on_year, year_standing
from shared.catalogue.model import AnnualTarget, Horizon, Indicator, Kind, Target
from shared.events import YearStanding
from shared.periods import Month
from tests.unit.aggregator.progress_world import FLOW, RATE, STOCK, a_row
from tests.unit.units_of_measure import unit_of

JOBS = Indicator(FLOW, "新增就业", Kind.FLOW, unit_of("人"), upward=True)
INSURED = Indicator(STOCK, "参保人数", Kind.STOCK, unit_of("人"), upward=True)
COVERED = Indicator(RATE, "参保率", Kind.RATIO, unit_of("%"), upward=True)
MARCH = Month(2022, 3)


def a_target(indicator: Indicator, value: str, year: int = 2022) -> Target:
    unit = indicator.unit.symbol
    return a_row(
        1, indicator.id, "0", "90", unit, horizon=Horizon.PLAN, annual=(AnnualTarget(year, Decimal(value), 1),)
    )


def a_series(values: dict[Month, int], denominator: int | None = None, missing: Month | None = None) -> Series:
    return Series(
        FigurePoint(month, 3, 2 if month == missing else 3, 0, value, denominator) for month, value in values.items()
    )


def three_months(year: int, *values: int) -> dict[Month, int]:
    return {Month(year, month): value for month, value in enumerate(values, 1)}


def test_a_flow_is_held_against_what_the_year_is_to_bring_and_what_the_last_had_brought() -> None:
    series = a_series(three_months(2021, 90, 100, 110) | three_months(2022, 100, 120, 140))
    assert year_standing(a_target(JOBS, "1200"), JOBS, series, MARCH) == YearStanding(
        year=2022, target=1200, actual=360, completed=3_000, before=300, change=2_000
    )


def test_a_stock_is_told_as_it_stands_and_a_rate_by_its_distance() -> None:
    series = a_series(three_months(2021, 90, 100, 110) | three_months(2022, 100, 120, 121))
    found = year_standing(a_target(INSURED, "150"), INSURED, series, MARCH)
    assert found == YearStanding(year=2022, target=150, actual=121, completed=8_067, before=110, change=1_000)
    rates = a_series(three_months(2021, 90, 90, 90) | three_months(2022, 92, 92, 92), denominator=100)
    assert year_standing(a_target(COVERED, "95"), COVERED, rates, MARCH) == YearStanding(
        year=2022, target=950_000, actual=920_000, before=900_000, change=20_000
    )


def test_where_units_are_missing_there_is_the_target_and_nothing_else() -> None:
    series = a_series(three_months(2022, 100, 120, 140), missing=Month(2022, 2))
    assert year_standing(a_target(JOBS, "1200"), JOBS, series, MARCH) == YearStanding(year=2022, target=1200)


def test_of_a_year_that_nothing_was_set_for_nothing_is_said() -> None:
    assert year_standing(a_target(JOBS, "1200", 2023), JOBS, a_series(three_months(2022, 1, 1, 1)), MARCH) is None


@pytest.mark.parametrize(
    ("indicator", "actual", "before", "change"),
    [
        (JOBS, 0, 50, -10_000),
        (JOBS, 50, 0, None),
        (JOBS, None, 1, None),
        (JOBS, 1, None, None),
        (COVERED, 0, 1, -1_000_000),
    ],
)
def test_a_change_is_of_what_was_before(
    indicator: Indicator, actual: int | None, before: int | None, change: int | None
) -> None:
    of = [None if each is None else Fraction(each) for each in (actual, before)]
    assert year_on_year(indicator, *of) == change
