"""Answers as of a point in the past: which point is meant, and the figures as they were known then.

A past state is made of the history when it is first asked for, and the last few are kept. What is decided
anew is decided by the present rules; what was decided then stands in the events ``ProgressAssessed`` and
``AlertRaised``, each with its rule version.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from typing import Protocol

import sqlalchemy as sa
from fastapi import Request

from services.aggregator.figures.point import Side
from services.aggregator.figures.rollup_paths import Routes
from services.aggregator.model import RegionMonth
from services.aggregator.past.asking import Asked, Question, ReadQuestion
from services.aggregator.past.latest import LatestPublic
from services.aggregator.past.state import PastState, alike_before, history_moved
from services.aggregator.progress.forecasts import Forecasts
from services.aggregator.reports import history as unit_history
from services.aggregator.reports.filling import Filling
from services.aggregator.reports.history import Extent
from services.aggregator.targets.gaps import GapParts, UnitAgainstLine
from services.aggregator.veil import repository as veil_repository
from services.aggregator.veil.months import VeiledMonth
from shared.catalogue import Catalogue
from shared.catalogue.known import KnownCatalogues
from shared.catalogue.model import Target
from shared.codec import Codec
from shared.database.engine import Database
from shared.log import LogReader, Marks
from shared.periods import Clock, Month, to_microseconds, today_in_china
from shared.points import (
    PARAMETER,
    AskedPoint,
    Point,
    PointFault,
    ask_point,
    catalogue_at,
    refuse,
    resolve,
    said_of_then,
)
from shared.store import Recorded
from shared.web.problems import Problem

MOST_STATES = 4
"""Past states that are kept: some tens of megabytes each for a province's five years."""


class UnitsOf(Protocol):
    """Tells how single units stand in a target of their area, on the figures that a transaction sees."""

    def contributions(self, connection: sa.Connection, target: Target, period: Month) -> GapParts:
        """Which units its gap comes from, the largest named; nothing where the area is not behind."""
        ...

    def standings(self, connection: sa.Connection, target: Target, period: Month) -> Sequence[UnitAgainstLine]:
        """How every unit stands, the one that lacks most first."""
        ...


class AlertTopic:
    """The topic ``alerts`` as far as it was recorded by an instant."""

    def __init__(self, log: LogReader, marks: Callable[[], Marks]) -> None:
        self._log = log
        self._marks = marks

    def until(self, point: Point) -> list[Recorded]:
        """The events recorded at or before the point's instant, in order."""
        end = to_microseconds(point.instant)
        events = (event for page in self._log.replay({}, self._marks()) for event in page if event.recorded_at <= end)
        return sorted(events, key=lambda event: event.position)


_Key = tuple[int, datetime, str, Extent | None, Catalogue]
"""A past state: its point, the hash of its last event, which no other history has there, how far the history
reached where something may still come in before it, and the catalogue that it is worked out by."""


class AsOf:
    """Gives connections to past states, and to the present one where no point is named. For any number of threads."""

    def __init__(
        self,
        database: Database,
        filling: Filling,
        alerts: AlertTopic,
        catalogues: KnownCatalogues,
        codec: Codec,
        clock: Clock,
        refuse_outdated: Callable[[], None] = lambda: None,
    ) -> None:
        """``refuse_outdated`` raises where the present is not to be told by the catalogue that this process has."""
        self._refuse_outdated = refuse_outdated
        self._database = database
        self._filling = filling
        self._alerts = alerts
        self._catalogues = catalogues
        self._codec = codec
        self._clock = clock
        self._states: OrderedDict[_Key, PastState] = OrderedDict()
        self._public: OrderedDict[_Key, PastState] = OrderedDict()
        self._making = threading.Lock()
        self._latest = LatestPublic(database, catalogues.now, codec, clock)

    def point(self, text: str, name: str = PARAMETER) -> Point:
        """The point that is written so; ``name`` is the parameter it came from.

        Raises:
            Problem: 422 when it cannot be read, lies in the future or before the first event; 503
                while the history of an older database is still being filled in.
        """
        try:
            asked = ask_point(text)
            self._need_history()
            return self._resolve(asked)
        except PointFault as fault:
            raise refuse(fault, name) from None

    def today(self) -> date:
        """The day in China."""
        return today_in_china(self._clock)

    def now(self) -> Point:
        """The present, as a point: the last event that is applied.

        Raises:
            Problem: as :meth:`point`, and 422 when nothing was reported yet.
        """
        with self._database.read() as connection:
            last = unit_history.extent(connection).last
        if last == 0:
            raise refuse(PointFault("尚无任何报送记录"))
        return self.point(str(last))

    @contextmanager
    def read(
        self, point: Point | None, plans: Iterable[str] | None = None, *, whole: bool, alerts: bool = False
    ) -> Iterator[sa.Connection]:
        """A connection that sees the figures at the point, or the present ones.

        ``whole`` says whether the reader may see what single units of it have reported before it is accepted;
        to others sums are as public as they were made then (see services.aggregator.veil). ``plans`` are those
        whose assessments are wanted (None: all), ``alerts`` says whether the open alerts are; of the past, what
        is not wanted may be missing in ``progress`` and ``open_alerts``.

        Raises:
            Problem: as :meth:`point`, where the history is needed.
        """
        if point is None:
            self._refuse_outdated()
            with self._database.read() as connection:
                state = None if whole else self._present(connection)
                if state is None:
                    yield connection
                    return
        else:
            state = self._state(point) if whole else self._public_state(point)
        told = partial(self._alerts.until, state.point) if alerts else None
        with state.read(self.known(point).plans if plans is None else plans, told) as connection:
            yield connection

    def public_is_made(self) -> bool:
        """Whether everybody reads the present as it is public now, and no older state of it."""
        with self._database.read() as connection:
            self._need_history()
            return self._latest.made(connection)

    def alert_events(self, point: Point) -> list[Recorded]:
        """What of the topic ``alerts`` was recorded by the point's instant, in order."""
        return self._alerts.until(point)

    def known(self, point: Point | None) -> Catalogue:
        """The catalogue that was in force at the point: what is asked there, whose figures are read, who was expected,
        and what everything was called."""
        return catalogue_at(self._catalogues, point)

    def asked(self, request: Request, read: ReadQuestion[Question]) -> Asked[Question]:
        """What a request asks, read by the catalogue that was in force at the point that it names.

        Raises:
            Problem: as :meth:`point` and as ``read``.
        """
        query = dict(request.query_params)
        text = query.get(PARAMETER)
        point = None if text is None else self.point(text)
        known = self.known(point)
        with said_of_then(known, self._catalogues.now):
            return Asked(point, known, read(query, known))

    def units_of(self, point: Point | None, now: UnitsOf) -> UnitsOf:
        """What tells how units stand at the point; ``now`` does it for the present."""
        return now if point is None else self._state(point)

    def forecasts(self, point: Point | None, now: Forecasts) -> Forecasts:
        """What forecasts at the point; ``now`` does it for the present."""
        return now if point is None else Forecasts(self.known(point), self._state(point).question)

    def settled(self, point: Point, regions: Collection[str], periods: Collection[str], side: Side) -> bool:
        """Whether all that these regions had reported for these months is public as it stood at the point."""
        routes = Routes(self.known(point))
        with self._database.read() as connection:
            veiled = veil_repository.veiled_in(connection, routes, self._codec, periods, point.position)
        return not any(region in regions and not month.settled(side) for (region, _), month in veiled.items())

    def _resolve(self, asked: AskedPoint) -> Point:
        with self._database.read() as connection:
            last = unit_history.extent(connection).last
            return resolve(asked, self._clock.now(), last, partial(unit_history.seek, connection))

    def _present(self, connection: sa.Connection) -> PastState | None:
        """What of the present is public; None: all, as the connection's transaction sees it."""
        self._need_history()
        return self._latest.seen(connection)

    def _need_history(self) -> None:
        if not self._filling.done():
            raise Problem(503, "history-filling", "历史记录正在补录，请稍后再查", headers={"Retry-After": "10"})

    def _state(self, point: Point) -> PastState:
        return self._kept(self._states, point, partial(self._made, point, None))

    def _public_state(self, point: Point) -> PastState:
        whole = self._state(point)
        veiled = whole.veiled()
        if not veiled:
            return whole

        def make(live: sa.Connection) -> PastState:
            if not whole.stands_in(live):
                raise history_moved()
            return self._made(point, veiled, live)

        return self._kept(self._public, point, make)

    def _made(self, point: Point, veiled: Mapping[RegionMonth, VeiledMonth] | None, live: sa.Connection) -> PastState:
        known = self.known(point)
        alike = alike_before(self._catalogues.now, known, point.day)
        return PastState(point, self._database, known, alike, self._codec, veiled, live)

    def _kept(
        self, states: OrderedDict[_Key, PastState], point: Point, make: Callable[[sa.Connection], PastState]
    ) -> PastState:
        """The state of the point; where none is kept, made from the transaction that its key is read in."""
        with self._making:
            with self._database.read() as live:
                reach = unit_history.extent(live)
                history = unit_history.hash_until(live, point.position)
                reached = reach if reach.open else None  # open: any change counts
                key = (point.position, point.instant, history, reached, self.known(point))
                known = states.get(key)
                if known is None:
                    known = make(live)
            states[key] = known
            states.move_to_end(key)
            while len(states) > MOST_STATES:
                states.popitem(last=False)
        return known
