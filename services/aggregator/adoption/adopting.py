"""Puts the aggregator's database to the catalogue of this process where it stands by another one.

What units reported stays as it is. Figures are summed anew and those that come out otherwise are replaced and told;
every target is judged anew in each month that somebody has reported or that was judged before; what nobody asks for
any more is taken out. All of it is one transaction, in which no instance applies anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from services.aggregator import catalogue_in_use, reader_position, to_judge
from services.aggregator.figures import repository as figures_repository
from services.aggregator.figures.figure_events import figure_events
from services.aggregator.model import NOTHING, ChangedFigures, FigureKey, FigureSums, RegionMonth
from services.aggregator.progress import forecast_repository
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.progress.owed_an_answer import OwedAnAnswer
from services.aggregator.rebuild.recompute import recompute
from services.aggregator.rebuild.replaying.standing import StandingMonths
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.lines.shapes import LineReader
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import BY_ANOTHER_CATALOGUE
from shared.periods import Clock, Month, today_in_china
from shared.store import EventStore, NewEvent

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Adopted:
    """How many figures came out otherwise, and how many events that and the judgements made."""

    figures: int
    events: int


@dataclass(frozen=True, slots=True)
class Adopting:
    """Adopts ``catalogue``, whose files have the ``digest``."""

    database: Database
    store: EventStore
    catalogue: Catalogue
    digest: str
    progress: ProgressHandler
    codec: Codec
    clock: Clock
    recorded: Callable[[str], Catalogue | None] = lambda _: None
    """The catalogue of files with a digest, where it is known: what is the same in it is not judged again."""

    def run(self) -> Adopted | None:
        """Do it; None where the database stands by this catalogue, or there is nothing in it yet."""
        with self.database.read() as connection:
            if catalogue_in_use.standing(connection) == self.digest:
                return None
        with self.database.write(patient=True) as connection:
            reader_position.lock_out(connection)
            standing = catalogue_in_use.standing(connection)
            if standing == self.digest:
                return None
            catalogue_in_use.save(connection, self.digest)
            position = reader_position.position(connection)
            return self._adopt(connection, position, self.recorded(standing)) if position else None

    def _adopt(self, connection: sa.Connection, position: int, before: Catalogue | None) -> Adopted:
        changed = self._replace_figures(connection, position)
        told = ChangedFigures(changed, position, BY_ANOTHER_CATALOGUE, dict.fromkeys(changed, BY_ANOTHER_CATALOGUE))
        events = [
            *figure_events(connection, self.catalogue, told, {}),
            *self._judge_anew(connection, position, self._touched(before, changed)),
        ]
        self.store.append(connection, events)
        return Adopted(sum(map(len, changed.values())), len(events))

    def _touched(self, before: Catalogue | None, changed: Collection[RegionMonth]) -> list[Plan]:
        """The plans that may come to another judgement: all of them, unless they stood on the same ground."""
        plans = self.catalogue.plans.values()
        if before is None or not self.catalogue.same_ground(before):
            return list(plans)
        moved = {region for region, _ in changed}
        return [plan for plan in plans if plan != before.plans.get(plan.id) or plan.region in moved]

    def _judge_anew(self, connection: sa.Connection, position: int, plans: Sequence[Plan]) -> list[NewEvent]:
        """Judge these plans; what stands of plans that have left is taken out, and what was forecast of both."""
        same = self.catalogue.plans.keys() - {plan.id for plan in plans}
        forecast_repository.keep_plans(connection, same)
        to_judge.keep_plans(connection, same)
        self.progress.forget_others(connection)
        owed = self._owed(connection, position, plans)
        return self.progress.judge_anew(connection, plans, owed, position, BY_ANOTHER_CATALOGUE)

    def _owed(self, connection: sa.Connection, position: int, plans: Iterable[Plan]) -> dict[Target, set[Month]]:
        """The months that are judged though nobody may stand behind them, by target."""
        owed, today = OwedAnAnswer(self.catalogue, self.codec), today_in_china(self.clock)
        empty = reports_repository.empty_months(connection)
        found: dict[Target, set[Month]] = {}
        for plan in plans:
            begun = owed.begun(connection, plan, position)
            if begun is None:
                continue
            overdue, emptied = owed.overdue(plan, begun, today), owed.emptied(connection, plan, empty, position)
            for target in plan.targets:
                found[target] = overdue | emptied.get(target.indicator, set())
        return found

    def _replace_figures(self, connection: sa.Connection, position: int) -> dict[RegionMonth, Collection[str]]:
        """Put in place what differs, at the present version: what stays keeps the version since which it stands.

        A figure that nobody stands behind any more comes to nothing, as after a withdrawal; one of a region or an
        indicator that has left the catalogue is taken out.
        """
        wanted = dict(_figures(connection, self.catalogue))
        gone: list[FigureKey] = []
        for key, sums in figures_repository.all_figures(connection):
            if wanted.get(key, NOTHING) == sums:
                wanted.pop(key, None)
            else:
                gone.append(key)
                wanted.setdefault(key, NOTHING)
        figures_repository.delete_figures(connection, gone)
        kept = {key: sums for key, sums in wanted.items() if self._knows(key)}
        rows = ((key.period, key.region, key.indicator, *sums, position) for key, sums in kept.items())
        figures_repository.insert_figures(connection, rows)
        changed: dict[RegionMonth, list[str]] = defaultdict(list)
        for key in kept:
            changed[key.region, key.period].append(key.indicator)
        return dict(changed)

    def _knows(self, key: FigureKey) -> bool:
        return key.region in self.catalogue.regions and key.indicator in self.catalogue.indicators


def _figures(connection: sa.Connection, catalogue: Catalogue) -> Iterator[tuple[FigureKey, FigureSums]]:
    """Every figure as the units' months add up to by a catalogue."""
    indicators = tuple(catalogue.indicators)
    months = StandingMonths(indicators)
    columns = sa.select(*reports_repository.MONTH_COLUMNS).execution_options(yield_per=_PAGE)
    reader = LineReader(connection)
    for row in connection.execute(columns):
        months.stand((row.region, row.period), reports_repository.unit_month(tuple(row), reader))
    for year in recompute(months, catalogue):
        yield from year.figures(indicators)
