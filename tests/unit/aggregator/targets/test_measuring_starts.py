"""Where a way begins that the plan does not print."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.series import Series
from services.aggregator.targets.measuring import start_of
from shared.catalogue.model import Horizon, Kind, Target
from shared.periods import Month
from tests.unit.aggregator.progress_world import FLOW, PLAN, RATE, STOCK, a_catalogue

CATALOGUE = a_catalogue()
WHOLE = CATALOGUE.plans[PLAN]
BEFORE = Month(2020, 12)


def a_row(row: int, **changes: object) -> Target:
    return replace(WHOLE.target(row), baseline=None, horizon=Horizon.END, **changes)  # type: ignore[arg-type]


def in_december(value: int, denominator: int | None = None, accepted: int = 3) -> Series:
    point = FigurePoint(BEFORE, 3, 3, accepted, value, denominator, value, denominator)
    return Series([point])


def test_a_stock_goes_on_from_the_december_before_the_plan() -> None:
    assert start_of(a_row(1), CATALOGUE.indicators[STOCK], WHOLE, in_december(590)) == 590


def test_a_rate_goes_on_from_its_parts() -> None:
    rate = CATALOGUE.indicators[RATE]
    assert start_of(a_row(3), rate, WHOLE, in_december(93, 100)) == Fraction(93, 100)
    direct = replace(rate, kind=Kind.DIRECT)
    assert start_of(a_row(3), direct, WHOLE, in_december(520)) == Fraction(520, 10_000)


@pytest.mark.parametrize(
    ("target", "indicator", "series"),
    [
        (WHOLE.target(1), STOCK, in_december(590)),  # it is printed
        (a_row(1, value=None), STOCK, in_december(590)),  # nothing is asked for
        (replace(a_row(3), horizon=Horizon.THROUGHOUT), RATE, in_december(93, 100)),  # a bound has no way
        (replace(a_row(2), horizon=Horizon.PLAN), FLOW, in_december(100)),  # a total begins at nothing
        (a_row(1), STOCK, in_december(590, accepted=2)),  # a unit is not accepted
        (a_row(1), STOCK, Series([])),
    ],
)
def test_elsewhere_there_is_no_such_start(target: Target, indicator: str, series: Series) -> None:
    assert start_of(target, CATALOGUE.indicators[indicator], WHOLE, series) is None
