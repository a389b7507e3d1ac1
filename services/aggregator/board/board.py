"""The board's pages, each read in one transaction and filled by the renderer."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date

import sqlalchemy as sa

from services.aggregator.board.addressed import NotThere, addressed_month, addressed_plan, addressed_point
from services.aggregator.board.commitments.rows import CommitmentsAsked
from services.aggregator.board.commitments_page import CommitmentsPage
from services.aggregator.board.operations import Operations
from services.aggregator.board.overview.alert_rows import alert_rows
from services.aggregator.board.overview.ended import EndedPlan, ended
from services.aggregator.board.overview.open_alerts import open_alerts
from services.aggregator.board.overview.rows import SPARK_MONTHS, PlanProgress
from services.aggregator.board.overview.sections import section
from services.aggregator.board.queries import BoardQueries
from services.aggregator.board.render import BoardRenderer
from services.aggregator.board.target_page import TargetPages
from services.aggregator.board.units_page import UnitsPage
from services.aggregator.past.as_of import AsOf, UnitsOf
from services.aggregator.progress.forecasts import Forecasts
from shared.catalogue import Catalogue
from shared.catalogue.known import ByCatalogue
from shared.catalogue.model import Plan
from shared.periods import CHINA, Clock, Month, today_in_china
from shared.points import Point
from shared.security.access import Access, Sight
from shared.security.keys import Principal


class Board:
    """Makes the pages: each from one reading transaction."""

    def __init__(self, past: AsOf, catalogue: Catalogue, clock: Clock, forecasts: Forecasts, units: UnitsOf) -> None:
        self._past = past
        self._queries = ByCatalogue(catalogue, BoardQueries)
        self._clock = clock
        self._renderer = BoardRenderer(clock)
        self._targets = TargetPages(past, catalogue, forecasts, self._renderer)
        self._units = UnitsPage(past, catalogue, units, self._renderer)
        self._commitments = CommitmentsPage(past, catalogue, self._renderer)

    def point(self, text: str | None) -> Point | None:
        """As :func:`addressed_point`."""
        return addressed_point(self._past, text)

    def overview(self, wanted: str | None, point: Point | None = None, viewer: Principal | None = None) -> str:
        """总览 of the month ``wanted`` (``YYYY-MM``), or the latest that could be judged; as of ``point``.

        ``viewer`` is who looks, of this page and the others: a single unit's figures show to those who may
        read it, and to others once they are accepted.

        Raises:
            NotThere: no such month.
        """
        known = self._past.known(point)
        plans, queries = list(known.plans.values()), self._queries.of(known)
        sight = Access(known).sight(viewer)
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
        return self._renderer.overview(
            sections, [each for each in results if each], alerts, periods, period, point, awaited, coming
        )

    def plan(
        self, plan_id: str, wanted: str | None, point: Point | None = None, viewer: Principal | None = None
    ) -> str:
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

    def commitments(
        self,
        plan_id: str,
        asked: CommitmentsAsked,
        wanted: str | None,
        point: Point | None = None,
        viewer: Principal | None = None,
    ) -> str:
        """规划 › 重点任务: what one plan promises beyond its table, as of ``point``.

        Raises:
            NotThere: no such plan or month.
        """
        return self._commitments.page(plan_id, asked, wanted, point, viewer)

    def indicator(
        self,
        plan_id: str,
        row: int,
        wanted: str | None,
        point: Point | None = None,
        viewer: Principal | None = None,
    ) -> str:
        """指标: one target, as of ``point``.

        Raises:
            NotThere: no such plan, row or month.
        """
        return self._targets.page(plan_id, row, wanted, point, viewer)

    def units(
        self,
        plan_id: str,
        row: int,
        wanted: str | None,
        point: Point | None = None,
        viewer: Principal | None = None,
    ) -> str:
        """指标 › 各单位: every unit under one target, as of ``point``.

        Raises:
            NotThere: no such plan, row or month.
        """
        return self._units.page(plan_id, row, wanted, point, viewer)

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

    def operations(self, operations: Operations) -> str:
        """运行."""
        return self._renderer.operations(operations.state())

    def missing(self, fault: NotThere) -> str:
        """The page that says why there is no such page, and where to go instead."""
        return self._renderer.missing("没有这一页", str(fault), fault.links)


def _at(period: Month, opened: Month | None) -> bool:
    """Whether a month is the one that the page opens with, or the page has none to open with."""
    return opened is None or period == opened
