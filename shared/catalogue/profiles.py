"""How ``profiles.csv`` is learnt: a year's month shares from published year-to-date series.

Pure. A year's months are the differences of its year-to-date figures; a month nobody published is
interpolated between its neighbours on a straight line, and named in :class:`YearOfMonths`. The
shares of several years are then shrunk to the even share (1/12), the more so the fewer they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm
from statistics import median

from shared.catalogue.published import PublishedFigure
from shared.quantities import PARTS_PER_MILLION, apportion

NATION = "100000"
PROFILE_YEARS = (2021, 2022)
"""The years whose national series of 城镇新增就业 is complete enough to learn from."""


@dataclass(frozen=True, slots=True)
class YearOfMonths:
    """The twelve months of a year, and which of them (1–12) are interpolated."""

    months: tuple[Fraction, ...]
    interpolated: tuple[int, ...]


def year_to_date(figures: Iterable[PublishedFigure], region: str, indicator: str, year: int) -> dict[int, Fraction]:
    """The published year-to-date figures of a year by month; a month's own figure extends them.

    Doubtful figures are left out.
    """
    mine = [
        figure
        for figure in figures
        if (figure.region, figure.indicator, figure.period.year) == (region, indicator, year) and not figure.doubt
    ]
    totals = {figure.period.month: Fraction(figure.value) for figure in mine if figure.kind == "ytd"}
    for figure in sorted((item for item in mine if item.kind == "month"), key=lambda item: item.period):
        month = figure.period.month
        if month not in totals and month - 1 in totals:
            totals[month] = totals[month - 1] + Fraction(figure.value)
    return totals


def months_of_year(totals: Mapping[int, Fraction]) -> YearOfMonths:
    """A year's months from its year-to-date figures by month (1–12).

    Raises:
        ValueError: December's figure is missing, or the figures fall inside the year.
    """
    if 12 not in totals:
        raise ValueError("the year's total (December) is missing")
    known = {0: Fraction(0), **totals}
    months: list[Fraction] = []
    interpolated: list[int] = []
    marks = sorted(known)
    for start, end in pairwise(marks):
        step = (known[end] - known[start]) / (end - start)
        if step < 0:
            raise ValueError(f"the year to date falls before month {end}")
        months += [step] * (end - start)
        if end - start > 1:
            interpolated += range(start + 1, end + 1)
    return YearOfMonths(tuple(months), tuple(interpolated))


def month_profile(years: Sequence[Sequence[Fraction]]) -> tuple[int, ...]:
    """Month shares in parts per million, adding up to exactly one million.

    ``m_k = (n·median_k + 1/12) / (n + 1)`` over the n years' shares, renormalised. Without any
    year the shares are even.
    """
    count = len(years)
    shares = [[month / sum(year) for month in year] for year in years]
    even = Fraction(1, 12)
    shrunk = [(count * median(year[k] for year in shares) + even) / (count + 1) if count else even for k in range(12)]
    scale = lcm(*(share.denominator for share in shrunk))
    return tuple(apportion(PARTS_PER_MILLION, [int(share * scale) for share in shrunk]))


def employment_profile(figures: Sequence[PublishedFigure]) -> tuple[int, ...]:
    """The profile of 城镇新增就业人数 that ``profiles.csv`` holds."""
    years = [months_of_year(year_to_date(figures, NATION, "城镇新增就业人数", year)) for year in PROFILE_YEARS]
    return month_profile([year.months for year in years])
