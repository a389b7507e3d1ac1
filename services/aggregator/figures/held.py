"""Reads of how many units a month's figure holds more than that month: exact, and read only where there can be any.

A unit's month can only hold others where one of them was not reported. So a total whose earlier months of the year
are whole needs no look at the units; of the others, only the years in which somebody reports the year to date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.figures.over_months import units_behind
from services.aggregator.figures.point import FigurePoint, Side, nearly_all
from services.aggregator.figures.rollup_paths import Routes
from services.aggregator.figures.series import Series
from services.aggregator.reports.held_months import ONE_MONTH_EACH, Held, HeldSides
from services.aggregator.reports.held_years import HeldYears, steps_of
from services.aggregator.reports.month_amounts import adds_over_months
from shared.catalogue import Catalogue
from shared.periods import Month

SeriesPoints = Mapping[str, Sequence[FigurePoint]]
"""By indicator, consecutive months from a January on."""


class _Whose(NamedTuple):
    """A region's figures; ``until`` is the month in which a unit continues others whose figures are among them (None:
    they are its own)."""

    region: str
    until: Month | None = None


class HeldReader:
    """Reads in the caller's transaction, of the present or of a past state."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._routes = Routes(catalogue)
        self._years = HeldYears(catalogue)
        self._changing = frozenset(each.effective.year for each in catalogue.changes.items)
        self._steps = steps_of(catalogue)

    def of(
        self,
        connection: sa.Connection,
        region: str,
        series: SeriesPoints,
        first: Month,
        last: Month,
        side: Side = Side.PROVISIONAL,
    ) -> dict[tuple[str, Month], Held]:
        """Of the months from ``first`` to ``last`` of a region's own figures, those that hold more than themselves."""
        asked = {
            (item, point.period)
            for item, points in self._summed(series)
            for point, _ in self._possible(item, [each for each in points if each.period <= last], side)
            if point.period >= first
        }
        return self._read(connection, _Whose(region), asked, side)

    def sides(
        self, connection: sa.Connection, region: str, series: SeriesPoints, first: Month, last: Month
    ) -> dict[tuple[str, Month], HeldSides]:
        """As :meth:`of`, both sides."""
        found: dict[tuple[str, Month], HeldSides] = {}
        for side in Side:
            for key, held in self.of(connection, region, series, first, last, side).items():
                found[key] = found.get(key, ONE_MONTH_EACH)._replace(**{side.value: held})
        return found

    def marked(
        self, connection: sa.Connection, region: str, found: Mapping[str, Series], last: Month
    ) -> dict[str, Series]:
        """The series with the months marked that are not one month's: where too few units are left without those
        whose figure holds others. A unit's are those with whom it continues by ``last``."""
        doubtful = {item: series.points for item, series in found.items() if series.short}
        asked = {
            (item, point.period)
            for item, points in self._summed(doubtful)
            for point, most in self._possible(item, points, Side.PROVISIONAL)
            if _too_many(point, most)
        }
        mixed: dict[str, list[Month]] = defaultdict(list)
        for (item, period), held in self._read(connection, _Whose(region, last), asked, Side.PROVISIONAL).items():
            point = found[item].point(period)
            if point is not None and _too_many(point, held.units):
                mixed[item].append(period)
        return {item: series.with_mixed(mixed.get(item, ())) for item, series in found.items()}

    def _summed(self, series: SeriesPoints) -> Iterator[tuple[str, Sequence[FigurePoint]]]:
        for item, points in series.items():
            if adds_over_months(self._catalogue.indicators[item]):
                yield item, points

    def _possible(self, indicator: str, points: Sequence[FigurePoint], side: Side) -> Iterator[tuple[FigurePoint, int]]:
        """The months behind one of their year that not everybody has reported; and how many units of theirs can hold
        others at the most: as many as have left out months before."""
        step, year, left_out = self._steps.get(indicator, 1), 0, 0
        for point in points:
            units = units_behind(point, side)
            if point.period.year != year:
                year = point.period.year  # in a January nothing stands before it
                left_out = _NOBODY_KNOWS if year in self._changing or point.period.month > step else 0
            if left_out and units:
                yield point, min(left_out, units)
            if point.period.month % step == 0:
                left_out += max(point.expected - units, 0) if point.expected else _NOBODY_KNOWS

    def _read(
        self, connection: sa.Connection, whose: _Whose, asked: Collection[tuple[str, Month]], side: Side
    ) -> dict[tuple[str, Month], Held]:
        """Of the figures that are ``asked``, by indicator and month, those that hold more than themselves."""
        by_year: dict[int, set[Month]] = defaultdict(set)
        for _, period in asked:
            by_year[period.year].add(period)
        units: dict[tuple[str, Month], int] = defaultdict(int)
        months: dict[tuple[str, Month], set[int]] = defaultdict(set)
        for year, periods in by_year.items():
            members = self._units(whose, year, periods)
            known = self._years.read(connection, members, year, accepted=side is Side.ACCEPTED)
            for unit, each in known.items():
                for (item, month), held in each.items():
                    key = item, Month(year, month)
                    if key in asked and self._is_in(unit, whose, *key):
                        units[key] += 1
                        months[key].update(held)
        alone = self._alone(whose)
        return {
            key: Held(count, tuple(Month(key[1].year, each) for each in sorted(months[key])) if alone else ())
            for key, count in units.items()
        }

    def _units(self, whose: _Whose, year: int, periods: Iterable[Month]) -> set[str]:
        """Who may be in the figures of some months of a year."""
        if self._alone(whose):
            return {code for period in periods for code in self._were(whose, period)}
        starts = [Month(year, first + 1) for first, _ in self._routes.spans(year)]
        under = (unit for month in starts for unit in self._catalogue.at(month).units_under(whose.region))
        return {whose.region, *under}

    def _is_in(self, unit: str, whose: _Whose, indicator: str, period: Month) -> bool:
        """Whether a unit's report is in the figure of a month."""
        if self._alone(whose):
            return unit in self._were(whose, period)
        return indicator in self._routes.of(unit, str(period)).indicators.get(whose.region, ())

    def _alone(self, whose: _Whose) -> bool:
        """Whether the figures are a unit's."""
        return self._catalogue.is_unit(whose.region)

    def _were(self, whose: _Whose, period: Month) -> tuple[str, ...]:
        """Whose reports a unit's figure of a month is made of."""
        if whose.until is None:
            return (whose.region,)
        return self._catalogue.changes.predecessors(whose.region, period, whose.until)


_NOBODY_KNOWS = 1_000_000
"""More units than there are: months before were another region's, or nobody's to report."""


def _too_many(point: FigurePoint, units: int) -> bool:
    """Whether too few units of a month are one month each, with ``units`` that hold others as well."""
    return not nearly_all(point.reported - units, point.expected)
