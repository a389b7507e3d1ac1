"""Reports in, figures out: applies a batch inside one transaction and tells what changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.catalogue_in_use import CatalogueInUse
from services.aggregator.figures import repository
from services.aggregator.figures.batch import FigureBatch, take
from services.aggregator.figures.batch_rollup import BatchRollup
from services.aggregator.figures.figure_events import figure_events
from services.aggregator.figures.rollup import Rollup
from services.aggregator.figures.rollup_paths import Routes
from services.aggregator.model import ChangedFigures, RegionMonth
from services.aggregator.reports import amendments as amendments_repository
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.handlers import AppliedEvent, IntakeEvent, known
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendment
from shared.events import PanelReported
from shared.periods import Month
from shared.store import EventStore, NewEvent, Recorded

Assess = Callable[[sa.Connection, ChangedFigures], list[NewEvent]]
"""Judges what changed, inside the transaction that changed it, and gives the events to append; or notes it there, to
be judged in another one (see services.aggregator.judging)."""


Revise = Callable[[sa.Connection, Sequence[Amendment], int, str], list[NewEvent]]
"""Judges anew what amendments reach: they, the data version, and the last one's correlation id."""


Watch = Callable[[sa.Connection, Sequence[tuple[Recorded, PanelReported]]], None]
"""Keeps what sample enterprises reported (用工监测), which adds to no figure, and tells what is found in it."""


class UnknownRegion(Exception):
    """A report of a region that the catalogue does not have."""


def assess_nothing(_connection: sa.Connection, _changed: ChangedFigures) -> list[NewEvent]:
    """For a projection whose figures nobody judges."""
    return []


def revise_nothing(
    _connection: sa.Connection, _amended: Sequence[Amendment], _data_version: int, _correlation: str
) -> list[NewEvent]:
    """For a projection whose figures nobody judges."""
    return []


def watch_nothing(_connection: sa.Connection, _events: Sequence[tuple[Recorded, PanelReported]]) -> None:
    """For a projection beside which nothing is watched."""


class Projection:
    """Keeps units' months and rolled-up figures; appends what changed to the aggregator's own store.

    The work for a report depends on the report and at most its unit's year, never on how much
    history there is. An event that was applied before changes nothing.

    Several instances may each have some of the partitions, and so of the units. What belongs to one
    unit is worked on side by side; figures are changed, told and judged under the append lock, by one
    instance after the other, so that each sees all that the ones before it committed. Units that continue
    one another in a year may be with several instances: what is reported of that year is worked on under the lock.
    """

    def __init__(
        self,
        store: EventStore,
        catalogue: Catalogue,
        assess: Assess = assess_nothing,
        revise: Revise = revise_nothing,
        in_use: CatalogueInUse | None = None,
        watch: Watch = watch_nothing,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._assess = assess
        self._revise = revise
        self._watch = watch
        self._in_use = in_use or CatalogueInUse()
        self._routes = Routes(catalogue)
        self._batches = BatchRollup(catalogue)

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        """Apply ``events``, which follow the ones before; see shared.consume.Handle.

        Raises:
            AnotherCatalogue: another instance has put the figures to another catalogue.
        """
        self._in_use.check(connection)  # also where no figure moves, and before a region is taken for an unknown one
        decoded = [(record, known(self._store.decode(record))) for record in events]
        self._refuse_unknown(event for _, event in decoded)
        if self._batches.shared((event.region, event.period) for _, event in decoded if isinstance(event, IntakeEvent)):
            reader_position.lock(connection)  # what a unit adds then hangs on another's reports, that others may read
        batch = take(connection, decoded)
        position = events[-1].position
        amended = amendments_repository.save(connection, batch.amendments)
        self.apply(connection, batch, position, events[0].position)
        if amended:
            correlation = next(each.correlation_id for each in events if each.position == amended[-1].position)
            self.revise(connection, amended, position, correlation)
        if watched := [(record, event) for record, event in decoded if isinstance(event, PanelReported)]:
            self._watch(connection, watched)

    def _refuse_unknown(self, events: Iterable[AppliedEvent]) -> None:
        """What is reported of a region that this catalogue does not have is held back until one has it."""
        for event in events:
            if isinstance(event, IntakeEvent) and event.region not in self._catalogue.regions:
                raise UnknownRegion(event.region)

    def apply(self, connection: sa.Connection, batch: FigureBatch, position: int, since: int = 0) -> None:
        """Put the months of ``batch``, which goes up to ``position``, to what they are after it; roll up, tell and
        have judged what that changes. ``since``: see ChangedFigures."""
        rollup = Rollup(self._routes)
        own = self._batches.roll_up(connection, batch, rollup)
        for (region, period), after in batch.after.items():
            rollup.take_review(region, period, batch.before.get((region, period)), after)
        reports_repository.save_months(connection, batch.after)
        changes = rollup.changes()
        shifted = rollup.shifted(changes)
        if changes or own or shifted:
            data_version = self._lock_version(connection, position)
            repository.add_to_figures(connection, changes, data_version)
            told = self._changed(batch, {**changes, **own}, data_version)
            figures = figure_events(connection, self._catalogue, told, own)
            judged = self._assess(connection, replace(told, shifted=shifted, since=since))
            self._store.append(connection, [*figures, *judged])

    def revise(self, connection: sa.Connection, amended: Sequence[Amendment], position: int, correlation: str) -> None:
        """Judge anew what the amendments reach, which stand or stand no more, on the reports up to ``position``."""
        data_version = self._lock_version(connection, position)
        self._store.append(connection, self._revise(connection, amended, data_version, correlation))

    def _changed(
        self,
        batch: FigureBatch,
        indicators: Mapping[RegionMonth, Collection[str]],
        data_version: int,
    ) -> ChangedFigures:
        """What changed, each figure with the correlation id of the last report that reached it.

        A late report also moves later months of its year, and of the units that continue its own: they take the
        id of the year's last one.
        """
        months: dict[RegionMonth, str] = {}
        years: dict[tuple[str, str], str] = {}
        correlation = ""
        for region, period in sorted(batch.changed, key=lambda key: batch.after[key].position):
            correlation = batch.correlations[region, period]
            for node in (region, *self._routes.of(region, period).indicators):
                months[node, period] = years[node, period[:4]] = correlation
            for node in self._reached(region, int(period[:4])):
                years[node, period[:4]] = correlation
        correlations = {key: months.get(key) or years[key[0], key[1][:4]] for key in indicators}
        return ChangedFigures(indicators, data_version, correlation, correlations)

    def _reached(self, region: str, year: int) -> Iterator[str]:
        """The units whose years hang together with a unit's, and where they add up to in any month: nothing where
        no other unit's year does and no route changes, for the reported month then says it all."""
        turns, spans = self._catalogue.year(year), self._routes.spans(year)
        if turns.joined(region) or len(spans) > 1:
            for member in turns.family(region):
                yield member
                for first, _ in spans:
                    yield from self._routes.of(member, str(Month(year, first + 1))).indicators

    def _lock_version(self, connection: sa.Connection, position: int) -> int:
        """Take the append lock; the version of the figures with the reports up to ``position``: asked under the lock,
        or what another instance has told meanwhile would have a later one.

        Raises:
            AnotherCatalogue: another instance has put the figures to another catalogue.
        """
        reader_position.lock(connection)
        self._in_use.check(connection)
        return max(position, reader_position.position(connection))
