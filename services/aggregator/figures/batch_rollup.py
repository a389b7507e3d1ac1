"""What a batch of reports changes in the figures above its units.

A month by itself is replaced by itself. A month of a year with year-to-date lines moves the later months of
its unit's year, and of the units that continue it; and of a unit with a plan of its own the whole figures are
told: there the year is looked at. A month in which its unit is not there changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from services.aggregator.figures.batch import FigureBatch
from services.aggregator.figures.rollup import Rollup, periods_of_year, years_of
from services.aggregator.model import NOTHING, FigureSums, RegionMonth
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.contributions import FamilyYear, UnitYear, year_changes, year_sums
from services.aggregator.reports.month_amounts import cumulative_indicators
from shared.catalogue import Catalogue

OwnFigures = Mapping[RegionMonth, Mapping[str, FigureSums]]
"""The changed figures, as they now are, of the units that carry a plan of their own, and of whom those continue."""

_Family = tuple[tuple[str, ...], int]
"""Units whose years hang together, and the year."""

_Years = Mapping[tuple[str, int], UnitYear]
"""By unit and year what stands."""


class BatchRollup:
    """Rolls batches up, in the caller's transaction."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._cumulative = cumulative_indicators(catalogue.indicators.values())
        self._told = frozenset(unit for unit in catalogue.units() if _planned(catalogue, unit))

    def shared(self, months: Iterable[RegionMonth]) -> bool:
        """Whether the year of any of the months hangs together with another unit's."""
        return any(self._catalogue.year(int(period[:4])).joined(region) for region, period in months)

    def roll_up(self, connection: sa.Connection, batch: FigureBatch, rollup: Rollup) -> OwnFigures:
        """Hand every change to ``rollup``; the changed figures of units whose whole figures are told."""
        changed = [key for key in batch.changed if self._counts(key)]
        years = years_of(changed)
        wanted = {(member, year) for region, year in years for member in self._catalogue.year(year).family(region)}
        running = reports_repository.years_with_year_to_date(connection, wanted)
        running |= years_of(key for key in changed if batch.after[key].has_year_to_date)
        whole: dict[_Family, list[RegionMonth]] = {}
        for key in changed:
            region, period = key
            year = int(period[:4])
            family = self._catalogue.year(year).family(region)
            if any((member, year) in running or member in self._told for member in family):
                whole.setdefault((family, year), []).append(key)
            else:
                rollup.replace_month(region, period, batch.before.get(key), batch.after[key])
        return self._roll_up_years(connection, batch, whole, running, rollup)

    def _counts(self, key: RegionMonth) -> bool:
        region, period = key
        return self._catalogue.year(int(period[:4])).counts(region, int(period[5:]))

    def _roll_up_years(
        self,
        connection: sa.Connection,
        batch: FigureBatch,
        families: Mapping[_Family, Sequence[RegionMonth]],
        running: set[tuple[str, int]],
        rollup: Rollup,
    ) -> OwnFigures:
        needed = [
            (member, year)
            for family, year in families
            if any((each, year) in running for each in family)
            for member in family
        ]
        stored = _load_years(connection, needed)
        own: dict[RegionMonth, Mapping[str, FigureSums]] = {}
        for (family, year), keys in families.items():
            before = _as_they_were(family, year, stored, batch, keys)
            after = _as_they_are(before, batch, keys)
            changes = year_changes(before, after, self._cumulative, self._catalogue.year(year))
            mine = [unit for unit in changes if unit in self._told]
            figures = year_sums(after, self._cumulative, self._catalogue.year(year)) if mine else {}
            for unit, months in changes.items():
                for month, cells in months.items():
                    period = f"{year:04d}-{month:02d}"
                    rollup.add_changes(unit, period, cells)
                    known = [item for item in cells if item in self._catalogue.indicators]  # nobody is told of others
                    if unit in self._told and known:
                        own[unit, period] = {item: figures[unit][month].get(item, NOTHING) for item in known}
        return own


def _planned(catalogue: Catalogue, unit: str) -> bool:
    """Whether the unit, or any that continues it, carries a plan of its own."""
    return any(catalogue.plans_of(code) for code in (unit, *catalogue.changes.heirs(unit)))


def _as_they_were(
    family: Sequence[str], year: int, stored: _Years, batch: FigureBatch, keys: Iterable[RegionMonth]
) -> dict[str, UnitYear]:
    found = {unit: dict(stored.get((unit, year), {})) for unit in family}
    for key in keys:
        if key in batch.before:
            found[key[0]][_month(key)] = batch.before[key]
    return found


def _as_they_are(before: FamilyYear, batch: FigureBatch, keys: Iterable[RegionMonth]) -> dict[str, UnitYear]:
    found = {unit: dict(months) for unit, months in before.items()}
    for key in keys:
        found[key[0]][_month(key)] = batch.after[key]
    return found


def _load_years(connection: sa.Connection, years: Iterable[tuple[str, int]]) -> dict[tuple[str, int], UnitYear]:
    regions: dict[int, list[str]] = {}
    for region, year in years:
        regions.setdefault(year, []).append(region)
    found: dict[tuple[str, int], UnitYear] = {}
    for year, some in regions.items():
        for key, state in reports_repository.load_range(connection, some, periods_of_year(year)).items():
            found.setdefault((key[0], year), {})[_month(key)] = state
    return found


def _month(key: RegionMonth) -> int:
    return int(key[1][5:])
