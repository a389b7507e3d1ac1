"""Reading figures: the series of any region, what single units add, and coverage.

A unit's own figures come from its reports, every other region's from the rolled-up figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa

from services.aggregator.figures import repository
from services.aggregator.figures.continued import continued, needed
from services.aggregator.figures.held import HeldReader
from services.aggregator.figures.point import FigurePoint, point_of
from services.aggregator.figures.repository import StoredFigure, StoredSeries
from services.aggregator.figures.series import Series
from services.aggregator.model import NOTHING, Coverage
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.contributions import FamilyYear, UnitYear, year_sums
from services.aggregator.reports.month_amounts import cumulative_indicators
from services.aggregator.reports.months import narrowed
from shared.catalogue import Catalogue
from shared.catalogue.known import ByCatalogue
from shared.catalogue.region_changes import NEVER
from shared.periods import Month, months

_NEVER = StoredFigure(NOTHING, 0)

UnitPoints = Mapping[str, Sequence[FigurePoint]]
"""By indicator, the twelve months of a unit's year."""


class Figures:
    """Answers from the aggregator's tables, in the caller's transaction.

    ``held`` tells which months are more than one month. A region or indicator that the catalogue does not know
    raises KeyError.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._cumulative = cumulative_indicators(catalogue.indicators.values())
        self.held = HeldReader(catalogue)
        self._by_catalogue = ByCatalogue(catalogue, lambda each: self if each is catalogue else Figures(each))

    def known_by(self, catalogue: Catalogue) -> Figures:
        """These, read by what another catalogue knows: made once, and themselves by their own."""
        return self._by_catalogue.of(catalogue)

    def series(
        self, connection: sa.Connection, region: str, indicator: str, first: Month, last: Month
    ) -> list[FigurePoint]:
        """One point for every month from ``first`` to ``last``, reported or not."""
        return self.series_of(connection, region, [indicator], first, last)[indicator]

    def series_of(
        self, connection: sa.Connection, region: str, indicators: Sequence[str], first: Month, last: Month
    ) -> dict[str, list[FigurePoint]]:
        """As :meth:`series` for several indicators of one region, in one query."""
        if self.is_unit(region):
            return self.unit_series(connection, [region], indicators, first, last)[region]
        periods = list(months(first, last))
        stored = repository.load_series(connection, region, indicators, [str(period) for period in periods])
        return {indicator: self.points(region, indicator, periods, stored[indicator]) for indicator in indicators}

    def unit_series(
        self, connection: sa.Connection, units: Sequence[str], indicators: Sequence[str], first: Month, last: Month
    ) -> dict[str, dict[str, list[FigurePoint]]]:
        """By unit and indicator, one point for every month from ``first`` to ``last``."""
        wanted = frozenset(indicators)
        periods = list(months(first, last))
        stored = self._unit_figures(connection, units, Month(first.year, 1), last, wanted)
        return {
            unit: {
                indicator: self.points(unit, indicator, periods, stored[unit][indicator]) for indicator in indicators
            }
            for unit in units
        }

    def continued(
        self,
        connection: sa.Connection,
        units: Sequence[str],
        indicators: Sequence[str],
        first: Month,
        last: Month,
        until: Month | None = None,
    ) -> dict[str, dict[str, list[FigurePoint]]]:
        """As :meth:`unit_series`, each unit with the months of whom it continues by ``until`` (None: ``last``)."""
        catalogue = self._catalogue
        made_of = {unit: needed(catalogue, unit) for unit in units if catalogue.changes.concern(unit)}
        asked = dict.fromkeys(code for unit in units for code in made_of.get(unit, (unit,)))
        found = self.unit_series(connection, list(asked), indicators, first, last)
        return {
            unit: {
                item: continued(catalogue, unit, {code: found[code][item] for code in made_of[unit]}, until or last)
                for item in indicators
            }
            if unit in made_of
            else found[unit]
            for unit in units
        }

    def marked_series(
        self, connection: sa.Connection, region: str, indicators: Sequence[str], first: Month, last: Month
    ) -> dict[str, Series]:
        """What targets of the region are judged on: its months as it goes on by ``last``, those marked that are not one
        month's. The same that assessments keep."""
        if self.has_other_past(region):
            found = self.continued(connection, [region], indicators, first, last)[region]
        else:
            found = self.series_of(connection, region, indicators, first, last)
        return self.held.marked(connection, region, {item: Series(points) for item, points in found.items()}, last)

    def coverage(self, connection: sa.Connection, region: str, period: Month) -> tuple[Coverage, tuple[str, ...]]:
        """How many of the units that owe a report have given it, and the codes of those that have not."""
        owing = [unit for unit in self._catalogue.units_under(region, period) if self._catalogue.owed(unit, period)]
        reported, accepted = reports_repository.count_reported(connection, str(period), owing)
        missing = tuple(unit for unit in owing if unit not in reported)
        return Coverage(len(owing), len(reported), len(accepted)), missing

    def indicator_coverage(self, connection: sa.Connection, region: str, period: Month) -> dict[str, Coverage]:
        """The coverage of every figure that somebody owes at ``region``, by indicator."""
        owed = {item: self._catalogue.expected_units(region, item, period) for item in self._catalogue.indicators}
        indicators = [item for item, expected in owed.items() if expected]
        found = self.series_of(connection, region, indicators, period, period)
        return {
            indicator: Coverage(point.expected, point.reported, point.settled) for indicator, (point,) in found.items()
        }

    def is_unit(self, region: str) -> bool:
        """Whether ``region`` is a reporting unit."""
        return self._catalogue.is_unit(region)

    def family(self, unit: str, year: int) -> tuple[str, ...]:
        """The units whose reports of a year :meth:`unit_year` needs for ``unit``, itself among them."""
        return self._catalogue.year(year).family(unit)

    def has_other_past(self, region: str) -> bool:
        """Whether ``region`` is a unit whose past is not what it reported itself: it continues others, or began anew
        when it got or gave a part."""
        return self.is_unit(region) and self._catalogue.changes.stage(region, NEVER) > 0

    def unit_year(self, unit: str, year: int, family: FamilyYear, indicators: Iterable[str]) -> UnitPoints:
        """A unit's months of one year, from what it and its family reported: by indicator, one point for each month."""
        stored: StoredSeries = {indicator: {} for indicator in indicators}
        self._add_unit_year(stored, unit, year, family)
        periods = list(months(Month(year, 1), Month(year, 12)))
        return {indicator: self.points(unit, indicator, periods, figures) for indicator, figures in stored.items()}

    def _unit_figures(
        self, connection: sa.Connection, units: Sequence[str], first: Month, last: Month, wanted: Collection[str]
    ) -> dict[str, StoredSeries]:
        periods = [str(period) for period in months(first, last)]
        span = range(first.year, last.year + 1)
        needed = list(dict.fromkeys(each for unit in units for year in span for each in self.family(unit, year)))
        years: dict[tuple[str, int], UnitYear] = defaultdict(dict)
        for (unit, period), state in reports_repository.load_range(connection, needed, periods).items():
            month = Month.parse(period)
            years[unit, month.year][month.month] = narrowed(state, wanted)
        found: dict[str, StoredSeries] = {unit: {indicator: {} for indicator in wanted} for unit in units}
        for unit, year in [key for key in years if key[0] in found]:
            family = {each: years.get((each, year), {}) for each in self.family(unit, year)}
            self._add_unit_year(found[unit], unit, year, family)
        return found

    def _add_unit_year(self, found: StoredSeries, unit: str, year: int, family: FamilyYear) -> None:
        versions = _versions(family)
        for month, sums in year_sums(family, self._cumulative, self._catalogue.year(year))[unit].items():
            period = str(Month(year, month))
            for indicator, by_period in found.items():
                by_period[period] = StoredFigure(sums.get(indicator, NOTHING), versions[month])

    def points(
        self, region: str, indicator: str, periods: Sequence[Month], stored: Mapping[str, StoredFigure]
    ) -> list[FigurePoint]:
        """One point for each of ``periods``, of what stands ``stored`` by period."""
        expected = self._catalogue.expected_units
        found = []
        for period in periods:
            sums, version = stored.get(str(period), _NEVER)
            found.append(point_of(period, expected(region, indicator, period), sums, version))
        return found


def _versions(family: FamilyYear) -> dict[int, int]:
    """By month the last position that it hangs on: an earlier month's report changes the later differences."""
    found, version = {}, 0
    for month in range(1, 13):
        for states in family.values():
            if month in states:
                version = max(version, states[month].position)
        found[month] = version
    return found
