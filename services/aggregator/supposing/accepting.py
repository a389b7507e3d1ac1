"""Supposes that reports are accepted: their acceptances go the very way that accepted reports go (the roll-up, the
judgement), in a transaction that is taken back. So what is said is what would follow of the same reports.

It is as much work as the acceptances themselves will be, and holds the append lock as long; one at a time a process.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator import reader_position, to_judge
from services.aggregator.catalogue_in_use import CatalogueInUse
from services.aggregator.figures.projection import Projection
from services.aggregator.model import ProgressKey
from services.aggregator.progress import repository as progress_repository
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.reports import repository as reports_repository
from services.aggregator.supposing.differing import Supposed, differing
from services.aggregator.tables import STORE
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import Assessment, ReportAccepted
from shared.periods import Clock, Month, to_microseconds
from shared.store import EventStore, NewEvent, Recorded
from shared.store.store import LookedUp

MOST_REPORTS = 1_000
_WAITING = ("submitted", "corrected")


class Supposition(NamedTuple):
    """What would follow, on the reports up to ``position``: of the targets of plans in the area. ``others`` are the
    units whose report does not wait for review here in the revision that was looked at: they are in nothing.
    ``simulated``: whether a supposed report is; a target that is still being reported does not say so itself."""

    position: int
    found: list[Supposed]
    others: list[str]
    simulated: bool


class _TakenBack(Exception):
    """Ends the transaction, and brings out what was found in it."""

    def __init__(self, found: Supposition) -> None:
        super().__init__("supposed only")
        self.found = found


class _KeepsNothing(EventStore):
    """Where what would be told goes: nobody hears it."""

    def append(
        self, connection: sa.Connection, events: Sequence[NewEvent], looked_up: LookedUp | None = None
    ) -> list[Recorded]:
        """Nothing."""
        return []


class SupposedAcceptance:
    """Every method is called in a thread."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        progress: ProgressHandler,
        codec: Codec,
        clock: Clock,
        in_use: CatalogueInUse,
    ) -> None:
        store = _KeepsNothing(STORE, codec, clock)
        self._projection = Projection(store, catalogue, progress.assess, progress.revise, in_use)
        self._progress = progress
        self._database = database
        self._catalogue = catalogue
        self._codec = codec
        self._clock = clock
        self._one_at_a_time = threading.Lock()

    def of(self, plans: Sequence[str], period: Month, reports: Mapping[str, int]) -> Supposition:
        """What would follow for ``plans`` if these revisions of the units' reports of ``period`` were accepted.

        Raises:
            AnotherCatalogue: the figures stand by another catalogue.
            OperationalError: the database is away.
        """
        with self._one_at_a_time:
            try:
                with self._database.write() as connection:
                    reader_position.lock(connection)
                    raise _TakenBack(self._suppose(connection, plans, str(period), reports))
            except _TakenBack as ended:
                return ended.found

    def _suppose(
        self, connection: sa.Connection, plans: Sequence[str], period: str, reports: Mapping[str, int]
    ) -> Supposition:
        months = reports_repository.load_months(connection, [(region, period) for region in reports])
        waiting = [
            region
            for region, revision in reports.items()
            if (month := months.get((region, period))) is not None
            and month.status in _WAITING
            and month.revision == revision
        ]
        read = [reader_position.position(connection), *(month.position for month in months.values())]
        self._judge_waiting(connection, plans)
        position, now = max(read), self._standing(connection, plans)
        events = [
            self._acceptance(region, period, reports[region], position + number)
            for number, region in enumerate(waiting, 1)
        ]
        if events:
            self._projection(connection, events)
        found = differing(now, self._standing(connection, plans))
        others = [region for region in reports if region not in waiting]
        return Supposition(position, found, others, any(months[region, period].simulated for region in waiting))

    def _judge_waiting(self, connection: sa.Connection, plans: Sequence[str]) -> None:
        """What waits to be judged follows of something else: it is judged before, to be taken back with the rest."""
        waiting = [month for plan in plans for month in to_judge.of_plan(connection, plan)]
        self._progress.judge(connection, waiting, reader_position.position(connection))

    def _standing(self, connection: sa.Connection, plans: Sequence[str]) -> dict[ProgressKey, Assessment]:
        found: dict[ProgressKey, Assessment] = {}
        for plan in (self._catalogue.plans[each] for each in plans):
            found |= progress_repository.load_range(connection, plan.id, plan.first, plan.last)
        return found

    def _acceptance(self, region: str, period: str, revision: int, position: int) -> Recorded:
        event = ReportAccepted(region=region, period=period, revision=revision)
        name, version, data = self._codec.encode(event)
        at = to_microseconds(self._clock.now())
        return Recorded(position, f"report-{region}-{period}", 0, name, version, data, at, "", "", None, "", "")
