"""Reports in, figures out: applies a batch inside one transaction and tells what changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.figures import repository
from services.aggregator.figures.figure_events import figure_events
from services.aggregator.figures.rollup import Rollup, periods_of_year, years_of
from services.aggregator.figures.rollup_paths import Routes
from services.aggregator.model import NOTHING, ChangedFigures, FigureSums, RegionMonth
from services.aggregator.reports import amendments as amendments_repository
from services.aggregator.reports import history as unit_history
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.contributions import UnitYear, cumulative_indicators, year_changes, year_sums
from services.aggregator.reports.handlers import Amending, evolve, known
from services.aggregator.reports.months import UnitMonth
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendment
from shared.store import EventStore, NewEvent, Recorded

Assess = Callable[[sa.Connection, ChangedFigures], list[NewEvent]]
"""Judges what changed, inside the transaction that changed it; gives the events to append."""


Revise = Callable[[sa.Connection, Sequence[Amendment], int, str], list[NewEvent]]
"""Judges anew what amendments reach: they, the data version, and the last one's correlation id."""


def assess_nothing(_connection: sa.Connection, _changed: ChangedFigures) -> list[NewEvent]:
    """For a projection whose figures nobody judges."""
    return []


def revise_nothing(
    _connection: sa.Connection, _amended: Sequence[Amendment], _data_version: int, _correlation: str
) -> list[NewEvent]:
    """For a projection whose figures nobody judges."""
    return []


OwnFigures = Mapping[RegionMonth, Mapping[str, FigureSums]]
"""The changed figures, as they now are, of the units that carry a plan of their own."""


class _Batch(NamedTuple):
    """The months that a batch touched: as they were, as they are, and who touched them last; and what amends plans."""

    before: dict[RegionMonth, UnitMonth]
    after: dict[RegionMonth, UnitMonth]
    correlations: dict[RegionMonth, str]
    amendments: list[Amendment]


class Projection:
    """Keeps units' months and rolled-up figures; appends what changed to the aggregator's own store.

    The work for a report depends on the report and at most its unit's year, never on how much
    history there is. An event that was applied before changes nothing.

    Several instances may each have some of the partitions, and so of the units. What belongs to one
    unit is worked on side by side; figures are changed, told and judged under the append lock, by one
    instance after the other, so that each sees all that the ones before it committed.
    """

    def __init__(
        self,
        store: EventStore,
        catalogue: Catalogue,
        assess: Assess = assess_nothing,
        revise: Revise = revise_nothing,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._assess = assess
        self._revise = revise
        self._routes = Routes(catalogue)
        self._cumulative = cumulative_indicators(catalogue.indicators.values())
        self._own_plan = frozenset(unit for unit in catalogue.units() if catalogue.plans_of(unit))

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        """Apply ``events``, which follow the ones before; see shared.consume.Handle."""
        batch = self._evolve(connection, events)
        changed = [key for key, state in batch.after.items() if not state.same_figures(batch.before.get(key))]
        rollup = Rollup(self._routes)
        own = self._roll_up(connection, batch, changed, rollup)
        reports_repository.save_months(connection, batch.after)
        changes = rollup.changes()
        amended = amendments_repository.save(connection, batch.amendments)
        if changes or own or amended:
            reader_position.lock(connection)
            data_version = max(events[-1].position, reader_position.position(connection))
            repository.add_to_figures(connection, changes, data_version)
            told = self._changed(batch, changed, {**changes, **own}, data_version)
            figures = figure_events(connection, self._catalogue, told, own)
            self._store.append(connection, [*figures, *self._assess(connection, told)])
        if amended:
            correlation = next(each.correlation_id for each in events if each.position == amended[-1].position)
            self._store.append(connection, self._revise(connection, amended, data_version, correlation))

    def _evolve(self, connection: sa.Connection, events: Sequence[Recorded]) -> _Batch:
        decoded = [(record, known(self._store.decode(record))) for record in events]
        unit_history.add(connection, decoded)
        amendments = [
            Amendment(record.position, record.recorded_at, event)
            for record, event in decoded
            if isinstance(event, Amending)
        ]
        keyed = [
            (record, event, (event.region, event.period))
            for record, event in decoded
            if not isinstance(event, Amending)
        ]
        before = reports_repository.load_months(connection, {key for _, _, key in keyed})
        after: dict[RegionMonth, UnitMonth] = {}
        correlations: dict[RegionMonth, str] = {}
        for record, event, key in keyed:
            state = after.get(key) or before.get(key)
            new = evolve(state, event, record.position)
            if new is not None and new is not state:
                after[key] = new
                correlations[key] = record.correlation_id
        return _Batch(before, after, correlations, amendments)

    def _roll_up(
        self, connection: sa.Connection, batch: _Batch, changed: Sequence[RegionMonth], rollup: Rollup
    ) -> OwnFigures:
        """Hand every change to ``rollup``; the changed figures of units that carry a plan of their own."""
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
        batch: _Batch,
        years: Mapping[tuple[str, int], Sequence[RegionMonth]],
        running: set[tuple[str, int]],
        rollup: Rollup,
    ) -> OwnFigures:
        stored = self._load_years(connection, [year for year in years if year in running])
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

    def _load_years(
        self, connection: sa.Connection, years: Iterable[tuple[str, int]]
    ) -> dict[tuple[str, int], UnitYear]:
        regions: dict[int, list[str]] = {}
        for region, year in years:
            regions.setdefault(year, []).append(region)
        found: dict[tuple[str, int], UnitYear] = {}
        for year, some in regions.items():
            for key, state in reports_repository.load_range(connection, some, periods_of_year(year)).items():
                found.setdefault((key[0], year), {})[_month(key)] = state
        return found

    def _changed(
        self,
        batch: _Batch,
        changed: Sequence[RegionMonth],
        indicators: Mapping[RegionMonth, Collection[str]],
        data_version: int,
    ) -> ChangedFigures:
        """What changed, each figure with the correlation id of the last report that reached it.

        A late report also moves later months of its year: they take the id of the year's last one.
        """
        months: dict[RegionMonth, str] = {}
        years: dict[tuple[str, str], str] = {}
        correlation = ""
        for region, period in sorted(changed, key=lambda key: batch.after[key].position):
            correlation = batch.correlations[region, period]
            for node in (region, *self._routes.of(region, period).indicators):
                months[node, period] = years[node, period[:4]] = correlation
        correlations = {key: months.get(key) or years[key[0], key[1][:4]] for key in indicators}
        return ChangedFigures(indicators, data_version, correlation, correlations)


def _month(key: RegionMonth) -> int:
    return int(key[1][5:])
