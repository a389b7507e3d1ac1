"""总览, every plan in one month, and 规划, one of them.

Everybody opens 总览 first, and most of what it takes is the same for all who may read the same regions: what it shows
is worked out once for each such reach (:class:`shared.security.access.Reach`) for as long as nothing is written, and
each one's page is filled with it. Traded: some megabytes. A page itself is made for each anew: it bears a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date

import sqlalchemy as sa

from services.aggregator.board.addressed import addressed_month, addressed_plan
from services.aggregator.board.overview.alert_rows import alert_rows
from services.aggregator.board.overview.ended import EndedPlan, ended
from services.aggregator.board.overview.open_alerts import open_alerts
from services.aggregator.board.overview.overview import Overview
from services.aggregator.board.overview.rows import SPARK_MONTHS, PlanProgress
from services.aggregator.board.overview.sections import section
from services.aggregator.board.queries import BoardQueries
from services.aggregator.board.render import BoardRenderer
from services.aggregator.board.while_unwritten import PublicStand, WhileUnwritten
from services.aggregator.past.as_of import AsOf
from shared.catalogue import Catalogue
from shared.catalogue.known import ByCatalogue
from shared.catalogue.model import Plan
from shared.periods import CHINA, Clock, Month, today_in_china
from shared.points import Point
from shared.security.access import Access, Reach, Sight
from shared.security.keys import Principal

MOST_KEPT = 32
"""Of one month and reach each."""


class OverviewPages:
    """Makes the pages, for any number of threads."""

    def __init__(
        self, past: AsOf, catalogue: Catalogue, clock: Clock, renderer: BoardRenderer, public: PublicStand
    ) -> None:
        self._past = past
        self._clock = clock
        self._renderer = renderer
        self._queries = ByCatalogue(catalogue, BoardQueries)
        self._kept: WhileUnwritten[tuple[Reach, str | None], Overview] = WhileUnwritten(public, MOST_KEPT)

    def overview(self, wanted: str | None, point: Point | None, viewer: Principal | None) -> str:
        """总览 of the month ``wanted`` (``YYYY-MM``), or the latest that could be judged; as of ``point``.

        Raises:
            NotThere: no such month.
        """
        sight = Access(self._past.known(point)).sight(viewer)
        if point is None:
            shown = self._kept.of((sight.reach, wanted), lambda: self._read(wanted, None, sight))
        else:
            shown = self._read(wanted, point, sight)
        return self._renderer.overview(shown, point)

    def plan(self, plan_id: str, wanted: str | None, point: Point | None, viewer: Principal | None) -> str:
        """One plan, as of ``point``.

        Raises:
            NotThere: no such plan or month.
        """
        known = self._past.known(point)
        plan, queries = addressed_plan(known, plan_id), self._queries.of(known)
        sight = Access(known).sight(viewer)
        whole = sight.whole(plan.region)
        with self._past.read(point, [plan_id], whole=whole) as connection:
            periods = queries.periods(connection, [plan])
            period = addressed_month(connection, queries, wanted, [plan], periods)
            progress = queries.plan_progress(connection, plan, period, sight)
        with self._who_reported(point, whole) as connection:
            shown = section(progress, queries.coverage(connection, plan, period))
        return self._renderer.plan(shown, periods, point)

    def _read(self, wanted: str | None, point: Point | None, sight: Sight) -> Overview:
        known = self._past.known(point)
        plans, queries = list(known.plans.values()), self._queries.of(known)
        whole = all(sight.whole(plan.region) for plan in plans)
        with self._past.read(point, alerts=True, whole=whole) as connection:
            periods = queries.periods(connection, plans)
            opened = queries.latest_judged(connection, plans) if plans else None
            period = self._month(connection, queries, wanted, plans, periods, opened)
            covering = [plan for plan in plans if periods and plan.first <= period <= plan.last]
            over = [plan for plan in plans if periods and plan.last < period]
            alerts = alert_rows(open_alerts(connection, sight), known.plans, known.regions)
        progress = [self._progress(plan, period, point, sight) for plan in covering]
        results = [self._ended(plan, point, sight) for plan in over]
        awaited = [] if periods or point else [plan for plan in plans if plan.first_owed <= plan.last]
        with self._who_reported(point, whole) as connection:
            sections = [section(each, queries.coverage(connection, each.plan, period)) for each in progress]
            coming = queries.coming(connection, plans, opened, self._today(point)) if _at(period, opened) else []
        return Overview(period, sections, [each for each in results if each], alerts, periods, awaited, coming)

    def _month(
        self,
        connection: sa.Connection,
        queries: BoardQueries,
        wanted: str | None,
        plans: Sequence[Plan],
        periods: Sequence[Month],
        opened: Month | None,
    ) -> Month:
        """The month ``opened`` with where none is wanted, else as :func:`addressed_month`; the present one for an
        office that has no plan yet."""
        if not plans:
            return Month.of(today_in_china(self._clock))
        if opened is not None and not wanted:
            return opened
        return addressed_month(connection, queries, wanted, plans, periods)

    def _ended(self, plan: Plan, point: Point | None, sight: Sight) -> EndedPlan | None:
        """What came of a plan that is over; None where its last month was never assessed."""
        progress = self._progress(plan, plan.last, point, sight, back=1)
        return ended(progress.plan, progress.assessments) if progress.assessments else None

    def _progress(
        self, plan: Plan, period: Month, point: Point | None, sight: Sight, back: int = SPARK_MONTHS
    ) -> PlanProgress:
        queries = self._queries.of(self._past.known(point))
        with self._past.read(point, [plan.id], whole=sight.whole(plan.region)) as connection:
            return queries.plan_progress(connection, plan, period, sight, back)

    def _who_reported(self, point: Point | None, whole: bool) -> AbstractContextManager[sa.Connection]:
        """A connection that tells how many units have reported: that is no figure, and public as it stands.

        Of the past it is as public as the figures were: another past state would be made for the counts alone."""
        return self._past.read(point, (), whole=whole or point is None)

    def _today(self, point: Point | None) -> date:
        """The day in China, at the point."""
        return today_in_china(self._clock) if point is None else point.instant.astimezone(CHINA).date()


def _at(period: Month, opened: Month | None) -> bool:
    """Whether a month is the one that the page opens with, or the page has none to open with."""
    return opened is None or period == opened
