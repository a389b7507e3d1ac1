"""Quarters, and what a figure comes to in one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from services.aggregator.figures.point import Measure, NotMeasurable, Side
from services.aggregator.figures.series import Series
from shared.catalogue.model import Indicator, Kind
from shared.periods import Month

YEAR = 4
"""Quarters in a year: a change is that against the same quarter of the year before, so that no season is in it."""


class Quarter(NamedTuple):
    """A quarter of a year, written ``2024-Q3``; ordered."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read ``YYYY-Qn``.

        Raises:
            ValueError: any other form.
        """
        year, parted, number = text.partition("-Q")
        if not parted or number not in ("1", "2", "3", "4"):
            raise ValueError(f"季度应写作 YYYY-Qn（如 2024-Q3），而不是“{text[:20]}”")
        return cls(Month.parse(f"{year}-01").year, int(number))

    @classmethod
    def of(cls, month: Month) -> Quarter:
        """The quarter that a month lies in."""
        return cls(month.year, (month.month + 2) // 3)

    @property
    def months(self) -> tuple[Month, Month, Month]:
        last = Month(self.year, 3 * self.number)
        return last.shift(-2), last.shift(-1), last

    @property
    def last(self) -> Month:
        return self.months[2]

    def shift(self, quarters: int) -> Quarter:
        """The quarter that many quarters later (earlier when negative)."""
        year, zero_based = divmod(self.year * YEAR + self.number - 1 + quarters, YEAR)
        return Quarter(year, zero_based + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"

    @property
    def chinese(self) -> str:
        """As a page writes it: ``2024年第三季度``."""
        return f"{self.year}年第{'一二三四'[self.number - 1]}季度"


def quarters(first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
    """Every quarter from ``first`` to ``last``, both included."""
    found = []
    while first <= last:
        found.append(first)
        first = first.shift(1)
    return tuple(found)


Figures = Mapping[Quarter, Fraction]
"""By quarter what an indicator came to; a quarter that is not there is not known."""


def quarter_figures(indicator: Indicator, series: Series, wanted: tuple[Quarter, ...]) -> dict[Quarter, Fraction]:
    """What an indicator came to in each of these quarters: a flow the sum of its months, a stock and a ratio of stocks
    as at its end, a ratio of flows over its months, a surveyed rate the mean of its months; every month whole."""
    found = {}
    for quarter in wanted:
        try:
            found[quarter] = _figure(indicator, series, quarter)
        except NotMeasurable:
            continue
    return found


def _figure(indicator: Indicator, series: Series, quarter: Quarter) -> Fraction:
    first, _, last = quarter.months
    match indicator.kind:
        case Kind.DIRECT:
            parts = [series.value(Measure.SURVEYED, month, month, Side.PROVISIONAL) for month in quarter.months]
            return sum(parts, Fraction(0)) / len(parts)
        case Kind.RATIO:
            measure = Measure.YEAR_RATE if indicator.part_kind is Kind.FLOW else Measure.LAST_RATE
            return series.value(measure, last, first)
        case Kind.FLOW:
            return series.value(Measure.YEAR_TOTAL, last, first)
        case _:
            return series.value(Measure.LAST, last, last)
