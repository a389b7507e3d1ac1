"""What was published of a region, year by year. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.aggregator.forecast.pattern import MONTHS
from shared.catalogue.profiles import year_to_date
from shared.catalogue.published import PublishedFigure

INDICATOR = "城镇新增就业人数"
_YEARLY_TARGET = "城镇新增就业年度目标"
_PERSONS = 10_000
"""Persons in one of what these figures are published in, 万人."""
_YEARS = range(2015, 2031)


@dataclass(frozen=True, slots=True)
class PublishedYears:
    """A region's year-to-date figures in persons, by year and month (1–12), and its yearly targets.

    ``like`` is the series whose years say how unpublished months share a difference (None: evenly).
    """

    region: str
    name: str
    years: Mapping[int, Mapping[int, int]]
    targets: Mapping[int, int]
    like: PublishedYears | None = None

    def total(self, year: int) -> int | None:
        """The whole year's figure, where it was published."""
        return self.years.get(year, {}).get(MONTHS)


def published_series(
    figures: Sequence[PublishedFigure], region: str, name: str, like: PublishedYears | None = None
) -> PublishedYears:
    """What was published of a region."""
    years = {year: year_to_date(figures, region, INDICATOR, year) for year in _YEARS}
    targets = {
        figure.period.year: int(figure.value * _PERSONS)
        for figure in figures
        if (figure.region, figure.indicator) == (region, _YEARLY_TARGET)
    }
    return PublishedYears(
        region,
        name,
        {
            year: {month: int(value * _PERSONS) for month, value in sorted(known.items())}
            for year, known in years.items()
            if known
        },
        targets,
        like,
    )
