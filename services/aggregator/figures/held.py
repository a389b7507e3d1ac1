"""Reads of how many units a month's figure holds more than that month: exact, and read only where there can be any.

A unit's month can only hold others where one of them was not reported. So a total whose earlier months of the year
are whole needs no look at the units; of the others, only the years in which somebody reports the year to date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

import sqlalchemy as sa

from services.aggregator.figures.over_months import units_behind
from services.aggregator.figures.point import FigurePoint, Side, enough
from services.aggregator.figures.rollup import periods_of_year
from services.aggregator.figures.rollup_paths import Routes
from services.aggregator.figures.series import Series
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.held_months import ONE_MONTH_EACH, Held, HeldMonths, HeldSides, bases_of
from services.aggregator.reports.month_amounts import adds_over_months
from services.aggregator.reports.months import Lines, UnitMonth
from shared.catalogue import Catalogue
from shared.periods import Month

HeldFigures = Mapping[tuple[str, Month], Held]
"""By indicator and month; one that is not there is :data:`ONE_MONTH`."""

SeriesPoints = Mapping[str, Sequence[FigurePoint]]
"""By indicator, consecutive months from a January on."""


class HeldReader:
    """Reads in the caller's transaction, of the present or of a past state."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._routes = Routes(catalogue)
        self._changing = frozenset(each.effective.year for each in catalogue.changes.items)
        self._steps = {
            each.id: each.frequency.months for each in catalogue.indicators.values() if each.frequency.months > 1
        }

    def of(
        self,
        connection: sa.Connection,
        region: str,
        series: SeriesPoints,
        first: Month,
        last: Month,
        side: Side = Side.PROVISIONAL,
    ) -> dict[tuple[str, Month], Held]:
        """Of the months from ``first`` to ``last`` of a region's figures, those that hold more than themselves."""
        asked: dict[int, list[tuple[str, Month]]] = defaultdict(list)
        for indicator, points in series.items():
            if adds_over_months(self._catalogue.indicators[indicator]):
                years = [point for point in points if first.year <= point.period.year and point.period <= last]
                for period in self._possible(indicator, years, side):
                    if period >= first:
                        asked[period.year].append((indicator, period))
        found: dict[tuple[str, Month], Held] = {}
        for year, wanted in asked.items():
            periods = {period for _, period in wanted}
            units = {region, *(unit for period in periods for unit in self._units(region, period))}
            months = self._months(connection, sorted(units), year, side)
            if months is None:
                continue
            for key in wanted:
                held = self._held(region, key, months)
                if held.units:
                    found[key] = held
        return found

    def sides(
        self, connection: sa.Connection, region: str, series: SeriesPoints, first: Month, last: Month
    ) -> dict[tuple[str, Month], HeldSides]:
        """As :meth:`of`, both sides."""
        found: dict[tuple[str, Month], HeldSides] = {}
        for side in Side:
            for key, held in self.of(connection, region, series, first, last, side).items():
                found[key] = found.get(key, ONE_MONTH_EACH)._replace(**{side.value: held})
        return found

    def marked(self, connection: sa.Connection, region: str, found: Mapping[str, Series]) -> dict[str, Series]:
        """The series with the months marked that are not one month's: where too few units are left without those
        whose figure holds others."""
        doubtful = {
            item: series.points
            for item, series in found.items()
            if series.short and adds_over_months(self._catalogue.indicators[item])
        }
        mixed: dict[str, list[Month]] = defaultdict(list)
        if doubtful:
            first = min(points[0].period for points in doubtful.values())
            last = max(points[-1].period for points in doubtful.values())
            for (item, period), held in self.of(connection, region, doubtful, first, last).items():
                point = found[item].point(period)
                if point is not None and not enough(point.reported - held.units, point.expected):
                    mixed[item].append(period)
        return {item: series.with_mixed(mixed.get(item, ())) for item, series in found.items()}

    def _possible(self, indicator: str, points: Sequence[FigurePoint], side: Side) -> Iterable[Month]:
        """The months behind one of their year that not everybody has reported."""
        step, year, hole = self._steps.get(indicator, 1), 0, False
        for point in points:
            if point.period.year != year:
                year = point.period.year
                hole = year in self._changing or point.period.month > step  # else nothing stands before it
            units = units_behind(point, side)
            if hole and units:
                yield point.period
            due = point.period.month % step == 0
            hole = hole or (due and (units < point.expected or not point.expected))

    def _units(self, region: str, period: Month) -> tuple[str, ...]:
        """Who may be in a figure of the region in a month."""
        if self._catalogue.regions[region].level == "county":
            return ()
        return self._catalogue.units_under(region, period)

    def _members(self, region: str, indicator: str, period: Month, among: Container[str]) -> list[str]:
        """Whose reports make up the region's figure of a month, of some units."""
        if self._catalogue.regions[region].level == "county":
            return [region]
        text = str(period)
        return [
            code
            for code in (region, *self._units(region, period))
            if code in among and indicator in self._routes.of(code, text).indicators.get(region, ())
        ]

    def _months(self, connection: sa.Connection, units: Sequence[str], year: int, side: Side) -> HeldMonths | None:
        """What the months of a year hold, of those of the units whose year to date is reported; None: nobody's is."""
        turns = self._catalogue.year(year)
        families = [turns.family(unit) for unit in units]
        asked = {(code, year) for family in families for code in family}
        running = {code for code, _ in reports_repository.years_with_year_to_date(connection, asked)}
        codes = list(dict.fromkeys(code for family in families if running.intersection(family) for code in family))
        if not codes:
            return None
        lines: dict[str, list[tuple[int, Lines]]] = {code: [] for code in codes}
        for (code, period), state in reports_repository.load_range(connection, codes, periods_of_year(year)).items():
            month = Month.parse(period).month
            if (standing := _lines(state, side)) and turns.counts(code, month):
                lines[code].append((month, standing))
        return HeldMonths({code: bases_of(each) for code, each in lines.items()}, turns, self._steps)

    def _held(self, region: str, key: tuple[str, Month], known: HeldMonths) -> Held:
        units = self._members(region, *key, known.units)
        indicator, period = key
        months = [found for unit in units if (found := known.of(unit, period.month, indicator))]
        own = months[0] if months and self._catalogue.regions[region].level == "county" else ()
        return Held(len(months), tuple(Month(period.year, month) for month in own))


def _lines(state: UnitMonth, side: Side) -> Lines | None:
    return state.live if side is Side.PROVISIONAL else state.accepted
