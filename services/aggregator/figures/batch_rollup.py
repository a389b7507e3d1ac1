"""What a batch of reports changes in the figures above its units.

A month by itself is replaced by itself. A month of a year with year-to-date lines moves the later months of
its unit's year; and of a unit with a plan of its own the whole figures are told: there the year is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from services.aggregator.figures.batch import FigureBatch
from services.aggregator.figures.rollup import Rollup, periods_of_year, years_of
from services.aggregator.model import NOTHING, FigureSums, RegionMonth
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.contributions import UnitYear, year_changes, year_sums
from services.aggregator.reports.month_amounts import cumulative_indicators
from shared.catalogue import Catalogue

OwnFigures = Mapping[RegionMonth, Mapping[str, FigureSums]]
"""The changed figures, as they now are, of the units that carry a plan of their own."""


class BatchRollup:
    """Rolls batches up, in the caller's transaction."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._cumulative = cumulative_indicators(catalogue.indicators.values())
        self._own_plan = frozenset(unit for unit in catalogue.units() if catalogue.plans_of(unit))

    def roll_up(self, connection: sa.Connection, batch: FigureBatch, rollup: Rollup) -> OwnFigures:
        """Hand every change to ``rollup``; the changed figures of units that carry a plan of their own."""
        changed = batch.changed
        running = reports_repository.years_with_year_to_date(connection, years_of(changed))
        running |= years_of(key for key in changed if batch.after[key].has_year_to_date)
        whole: dict[tuple[str, int], list[RegionMonth]] = {}
        for key in changed:
            region, period = key
            year = int(period[:4])
            if (region, year) in running or region in self._own_plan:
                whole.setdefault((region, year), []).append(key)
            else:
                rollup.replace_month(region, period, batch.before.get(key), batch.after[key])
        return self._roll_up_years(connection, batch, whole, running, rollup)

    def _roll_up_years(
        self,
        connection: sa.Connection,
        batch: FigureBatch,
        years: Mapping[tuple[str, int], Sequence[RegionMonth]],
        running: set[tuple[str, int]],
        rollup: Rollup,
    ) -> OwnFigures:
        stored = _load_years(connection, [year for year in years if year in running])
        own: dict[RegionMonth, Mapping[str, FigureSums]] = {}
        for (region, year), keys in years.items():
            before: UnitYear = dict(stored.get((region, year), {}))
            before |= {_month(key): batch.before[key] for key in keys if key in batch.before}
            after = before | {_month(key): batch.after[key] for key in keys}
            changes = year_changes(before, after, self._cumulative)
            figures = year_sums(after, self._cumulative) if region in self._own_plan else {}
            for month, cells in changes.items():
                period = f"{year:04d}-{month:02d}"
                rollup.add_changes(region, period, cells)
                if region in self._own_plan:
                    own[region, period] = {item: figures[month].get(item, NOTHING) for item in cells}
        return own


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
