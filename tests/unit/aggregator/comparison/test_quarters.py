"""What a quarter is, and what a figure comes to in one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from services.aggregator.comparison.quarters import Quarter, quarter_figures, quarters
from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.series import Series
from shared.catalogue import Catalogue
from shared.periods import Month, months

Q1, Q2 = Quarter(2024, 1), Quarter(2024, 2)


def series(values: list[tuple[int, int]], without: tuple[Month, ...] = ()) -> Series:
    points = []
    for month, (value, denominator) in zip(months(Month(2024, 1), Month(2024, 6)), values, strict=True):
        reported = 0 if month in without else 2
        points.append(FigurePoint(month, 2, reported, reported, value, denominator))
    return Series(points)


def test_a_quarter_is_read_as_it_is_written() -> None:
    assert Quarter.parse("2024-Q3") == Quarter(2024, 3)
    assert str(Quarter(2024, 3)) == "2024-Q3"
    assert Quarter(2024, 3).chinese == "2024年第三季度"


@pytest.mark.parametrize("text", ["2024", "2024-Q5", "2024-Q0", "24-Q1", "2024-03", "2024-Q", ""])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-"):
        Quarter.parse(text)


def test_quarters_follow_one_another_over_the_turn_of_a_year() -> None:
    assert quarters(Quarter(2023, 4), Q2) == (Quarter(2023, 4), Q1, Q2)
    assert Quarter(2023, 4).shift(1) == Q1
    assert Q1.shift(-4) == Quarter(2023, 1)
    assert Q1.months == (Month(2024, 1), Month(2024, 2), Month(2024, 3))
    assert [Quarter.of(month) for month in Q2.months] == [Q2, Q2, Q2]


@pytest.mark.parametrize(
    ("indicator", "first", "second"),
    [
        ("urban_new_employment", Fraction(10 + 20 + 30), Fraction(40 + 50 + 60)),
        ("unemployment_insurance_insured", Fraction(30), Fraction(60)),
        ("registered_unemployment_rate", Fraction(30, 300), Fraction(60, 600)),
        ("mediation_success_rate", Fraction(60, 600), Fraction(150, 1500)),
        ("surveyed_unemployment_rate", Fraction(20, 10_000), Fraction(50, 10_000)),
    ],
)
def test_a_quarter_is_summed_stands_or_is_averaged_as_its_kind_is(
    catalogue: Catalogue, indicator: str, first: Fraction, second: Fraction
) -> None:
    values = [(10 * number, 100 * number) for number in range(1, 7)]
    assert quarter_figures(catalogue.indicators[indicator], series(values), (Q1, Q2)) == {Q1: first, Q2: second}


def test_a_flow_with_a_month_missing_has_no_quarter(catalogue: Catalogue) -> None:
    values = [(10 * number, 0) for number in range(1, 7)]
    known = series(values, without=(Month(2024, 5),))
    flow, stock = (catalogue.indicators[each] for each in ("urban_new_employment", "unemployment_insurance_insured"))
    assert set(quarter_figures(flow, known, (Q1, Q2))) == {Q1}
    assert set(quarter_figures(stock, known, (Q1, Q2))) == {Q1, Q2}


def test_a_quarter_that_nobody_reported_is_not_known(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators["urban_new_employment"]
    assert quarter_figures(indicator, Series(()), (Q1,)) == {}
