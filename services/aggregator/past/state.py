"""A past state of the figures: the aggregator's own tables in memory, as they stood at a point.

What has not moved since then is taken over from the live tables, where every row tells its version. The rest
is made of the history by the code that makes the live ones: what units reported by ``evolve``, the figures by
``recompute``, the assessments by ``ProgressHandler``. So every reader runs on them unchanged.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.figures import repository
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.rollup_paths import Routes
from services.aggregator.forecast.foresee import ForecastQuestion
from services.aggregator.model import RegionMonth
from services.aggregator.past import copying as past_repository
from services.aggregator.past.public_months import hold_back_short
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.progress.open_alerts import OpenAlerts
from services.aggregator.progress.overdue import Work, swept
from services.aggregator.progress.owed_an_answer import OwedAnAnswer
from services.aggregator.rebuild.recompute import recompute
from services.aggregator.rebuild.replaying.standing import StandingMonths
from services.aggregator.reports import history as unit_history
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.handlers import IntakeEvent, evolve, known
from services.aggregator.reports.history import RecordedReport
from services.aggregator.reports.months import UnitMonth
from services.aggregator.tables import CONSUMER, METADATA
from services.aggregator.targets.gaps import GapParts, UnitAgainstLine
from services.aggregator.veil import repository as veil_repository
from services.aggregator.veil.months import VeiledMonth
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.codec import Codec
from shared.database.engine import Database
from shared.periods import Month, SettableClock, months
from shared.points import Point
from shared.store import Recorded
from shared.web.problems import Problem

_FIRST = Month(1, 1)
"""Before every month that is reported."""


def history_moved() -> Problem:
    """The answer while the figures are put back to an older history: asked again it is of the one that stands."""
    return Problem(503, "history-moved", "历史记录刚刚换过，请再查一次", headers={"Retry-After": "1"})


def alike_before(present: Catalogue, known: Catalogue, day: date) -> Month:
    """The month from which on figures and assessments by the catalogue ``known``, that of ``day``, may be others than
    by the ``present`` one: that of the first change of regions that was announced later, and where the catalogue
    itself was another, the calendar's first."""
    return present.changes.unknown_on(day).first if known is present.known_on(day) else _FIRST


def fold(history: Iterable[RecordedReport], codec: Codec) -> dict[RegionMonth, UnitMonth]:
    """What units' months come to after these events, which follow one another from the first on."""
    states: dict[RegionMonth, UnitMonth] = {}
    for past in history:
        event = known(codec.decode(past.type, past.schema_version, past.data))
        if isinstance(event, IntakeEvent):
            key = (event.region, event.period)
            state = evolve(states.get(key), event, past.position, past.recorded_at, past.actor)
            if state is not None:
                states[key] = state
    return states


class PastState:
    """The tables of one point, in a database of its own. Assessments are made plan by plan, when they are asked for.

    ``known`` is the catalogue that it is worked out by; from the month ``alike_before`` on (see :func:`alike_before`)
    nothing that is worked out is taken over. The months in ``veiled`` stand in it as they are public, and so does all
    that is made of them. ``live`` is a transaction to make it from, where the caller is in one.
    """

    def __init__(
        self,
        point: Point,
        database: Database,
        known: Catalogue,
        alike_before: Month,
        codec: Codec,
        veiled: Mapping[RegionMonth, VeiledMonth] | None = None,
        live: sa.Connection | None = None,
    ) -> None:
        self.point = point
        self._public = veiled or {}
        self._veiled = veiled
        self.seconds = 0.0
        """What it has taken to make, so far."""
        self._alike_before = alike_before
        self._database = database
        self._history = ""
        self._codec = codec
        self._catalogue = known
        self._progress = ProgressHandler(known, SettableClock(point.instant), Figures(known))
        self._owed = OwedAnAnswer(known, codec)
        self._assessed: set[str] = set()
        self._knows_alerts = False
        self._lock = threading.RLock()
        self._engine = sa.create_engine(
            "sqlite://", poolclass=sa.pool.StaticPool, connect_args={"check_same_thread": False}
        )
        with self._counting(), self._engine.begin() as connection:
            METADATA.create_all(connection)
            with nullcontext(live) if live is not None else database.read() as source:
                self._fill(connection, source)

    @contextmanager
    def read(self, plans: Iterable[str], alerts: Callable[[], Sequence[Recorded]] | None) -> Iterator[sa.Connection]:
        """A connection that sees the point; one reader at a time.

        It finds the assessments of ``plans`` in ``progress``, and with ``alerts`` (their events up to
        the point) those that were open.
        """
        with self._lock, self._engine.connect() as connection:
            for plan_id in plans:
                if plan_id not in self._assessed:
                    with self._counting(), self._live() as live:
                        self._assess(connection, live, self._catalogue.plans[plan_id])
                    self._assessed.add(plan_id)
            if alerts is not None and not self._knows_alerts:
                OpenAlerts(self._codec)(connection, alerts())
                self._knows_alerts = True
            connection.commit()
            yield connection
            connection.rollback()

    def stands_in(self, live: sa.Connection) -> bool:
        """Whether what ``live`` sees has the history that the state was made of. A store that came back older, and the
        figures with it, gives the same positions to other reports."""
        return unit_history.hash_until(live, self.point.position) == self._history

    def contributions(self, connection: sa.Connection, target: Target, period: Month) -> GapParts:
        """As ProgressHandler.contributions, on the day of the point."""
        return self._progress.contributions(connection, target, period)

    def standings(self, connection: sa.Connection, target: Target, period: Month) -> Sequence[UnitAgainstLine]:
        """As ProgressHandler.standings, on the day of the point."""
        return self._progress.standings(connection, target, period)

    def question(self, connection: sa.Connection, target: Target, period: Month) -> ForecastQuestion:
        """As ProgressHandler.question, on the day of the point."""
        return self._progress.question(connection, target, period)

    @contextmanager
    def _live(self) -> Iterator[sa.Connection]:
        with self._database.read() as live:
            if not self.stands_in(live):
                raise history_moved()
            yield live

    @contextmanager
    def _counting(self) -> Iterator[None]:
        start = time.monotonic()
        yield
        self.seconds += time.monotonic() - start

    def _fill(self, connection: sa.Connection, live: sa.Connection) -> None:
        """What has not moved since the point is taken over as it stands; the rest is worked out again."""
        position = self.point.position
        self._history = unit_history.hash_until(live, position)
        past_repository.copy_amendments(live, connection, position)
        past_repository.copy_commitments(live, connection, position)
        past_repository.copy_months(live, connection, position)
        moved = fold(unit_history.of_moved_months(live, position), self._codec)
        reports_repository.save_months(connection, moved)
        public = {key: month.public for key, month in self._public.items()}
        reports_repository.save_months(connection, public)
        anew = {int(period[:4]) for _, period in public}
        past_repository.copy_figures(live, connection, position, self._alike_before, anew)
        for year in sorted(anew.union(past_repository.moved_years(live, position, self._alike_before))):
            self._recompute(connection, year)
        mark = {"partition": 0, "position": position, "log_offset": position, "events": position}
        connection.execute(CONSUMER.marks.insert().values(consumer=reader_position.CONSUMER_NAME, **mark))

    def _recompute(self, connection: sa.Connection, year: int) -> None:
        """The figures of a year that have moved since the point."""
        indicators = tuple(self._catalogue.indicators)
        months = StandingMonths(indicators)
        for key, state in past_repository.year_months(connection, year):
            months.stand(key, state)
        known_figures = past_repository.figure_keys(connection, year)
        rows = (
            (key.period, key.region, key.indicator, *sums, self.point.position)
            for figures in recompute(months, self._catalogue)
            for key, sums in figures.figures(indicators)
            if key not in known_figures
        )
        repository.insert_figures(connection, rows)

    def _assess(self, connection: sa.Connection, live: sa.Connection, plan: Plan) -> None:
        """As with the figures: an assessment that has stood since before the point was that of the point."""
        begun = self._owed.begun(live, plan, self.point.position)
        if begun is None:
            return
        _, due = swept(plan, self.point.day, self._catalogue.calendar_of(plan.region))
        latest = reports_repository.last_period(connection) or plan.first
        last = min(plan.last, max(latest, due))
        if last < plan.first:
            return
        before = min([self._alike_before, *self._veiled_months(plan)])
        standing = past_repository.copy_progress(live, connection, plan.id, last, self.point.position, before)
        overdue = self._owed.overdue(plan, begun, self.point.day)
        emptied = self._owed.emptied(live, plan, reports_repository.empty_months(connection), self.point.position)
        work: Work = {}
        sure: Work = {}
        for target in plan.targets:
            wanted = {each for each in months(plan.first, last) if (target.row, each) not in standing}
            if wanted:
                work[target] = wanted
                sure[target] = (overdue | emptied.get(target.indicator, set())) & wanted
        if work:
            self._progress.assess_anew(connection, plan, work, sure, self.point.position)
        hold_back_short(connection, self._catalogue, plan, self._public, self.point.position)

    def veiled(self) -> Mapping[RegionMonth, VeiledMonth]:
        """The months that were not public as they stood at the point; of a state that is public itself, its own."""
        with self._lock:
            if self._veiled is None:
                position, routes = self.point.position, Routes(self._catalogue)
                with self._engine.connect() as connection, self._live() as live:
                    self._veiled = veil_repository.load_veiled(connection, live, routes, self._codec, position)
            return self._veiled

    def _veiled_months(self, plan: Plan) -> Iterator[Month]:
        reporters = frozenset((plan.region, *self._catalogue.units_under(plan.region)))
        return (Month.parse(period) for region, period in self._public if region in reporters)
