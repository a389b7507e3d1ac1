"""The board's pages, each read in one transaction and filled by the renderer."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from services.aggregator.api.forecast_view import ahead_of
from services.aggregator.api.visibility import veil_shares
from services.aggregator.board.operations import Operations
from services.aggregator.board.overview.alert_rows import AlertRow, alert_rows
from services.aggregator.board.overview.oddities import find_oddities
from services.aggregator.board.overview.rows import section
from services.aggregator.board.queries import BoardQueries
from services.aggregator.board.render import BoardRenderer
from services.aggregator.board.target.detail import chart_view, detail
from services.aggregator.board.target.shares_table import revision_facts, sharing
from services.aggregator.forecast.stored import Forecast
from services.aggregator.model import ProgressKey
from services.aggregator.past.as_of import AsOf
from services.aggregator.progress.forecasts import Forecasts
from services.aggregator.wording.reasons import REASON_TEXTS
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.events import Assessment
from shared.periods import Clock, Month
from shared.points import Point
from shared.security.access import Access, Sight
from shared.security.keys import Principal
from shared.web.problems import Problem


class NotThere(Exception):
    """What the address names does not exist; the page says so."""


class Board:
    """Makes the pages: each from one reading transaction."""

    def __init__(self, past: AsOf, catalogue: Catalogue, clock: Clock, forecasts: Forecasts) -> None:
        self._past = past
        self._forecasts = forecasts
        self._catalogue = catalogue
        self._queries = BoardQueries(catalogue)
        self._renderer = BoardRenderer(clock)
        self._access = Access(catalogue)
        self._oddities = find_oddities(catalogue)

    def point(self, text: str | None) -> Point | None:
        """The point in the past that an address names; None where it names none, or nothing.

        Raises:
            NotThere: it cannot be answered for.
        """
        if not text:
            return None
        try:
            return self._past.point(text)
        except Problem as problem:
            raise NotThere("；".join(fault.message for fault in problem.faults) or problem.title) from None

    def overview(self, wanted: str | None, point: Point | None = None, viewer: Principal | None = None) -> str:
        """总览 of the month ``wanted`` (``YYYY-MM``), or the latest that could be judged; as of ``point``.

        ``viewer`` is who looks, of this page and the others: a single unit's figures show to those who may
        read it, and to others once they are accepted.

        Raises:
            NotThere: no such month.
        """
        plans = list(self._catalogue.plans.values())
        with self._past.read(point, alerts=True) as connection:
            periods = self._queries.periods(connection, plans)
            period = self._period(connection, wanted, plans, periods)
            covering = [plan for plan in plans if periods and plan.first <= period <= plan.last]
            sight = self._access.sight(viewer)
            progress = [self._queries.plan_progress(connection, plan, period, sight) for plan in covering]
            alerts = self._alerts(connection, sight)
        sections = [section(each) for each in progress]
        return self._renderer.overview(sections, alerts, periods, period, point)

    def plan(
        self, plan_id: str, wanted: str | None, point: Point | None = None, viewer: Principal | None = None
    ) -> str:
        """One plan, as of ``point``.

        Raises:
            NotThere: no such plan or month.
        """
        plan = self._plan(plan_id)
        with self._past.read(point, [plan_id]) as connection:
            periods = self._queries.periods(connection, [plan])
            period = self._period(connection, wanted, [plan], periods)
            progress = self._queries.plan_progress(connection, plan, period, self._access.sight(viewer))
        return self._renderer.plan(section(progress), periods, point)

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
        plan, target = self._target(plan_id, row)
        with self._past.read(point, [plan_id], alerts=True) as connection:
            periods = self._queries.periods(connection, [plan])
            period = self._period(connection, wanted, [plan], periods)
            sight = self._access.sight(viewer)
            assessments = self._queries.assessments(connection, plan, row, sight)
            forecast = self._forecast(connection, target, period, assessments.get(period))
            groups = self._queries.groups(connection, plan, target, period)
            due = self._queries.due_line(connection, plan, target, periods[0] if periods else plan.first)
            alerts = self._alerts(connection, sight)
            amendments = self._queries.amendments(connection)
            standing = veil_shares(connection, sight, plan, period, self._queries.standing(connection, target, period))
        published, target = target, amendments.target(target, period)
        now = assessments.get(period)
        ahead = ahead_of(forecast, now, target.unit, period)
        indicator = self._catalogue.indicators[target.indicator]
        shown = detail(
            plan,
            target,
            indicator,
            self._catalogue.regions,
            assessments,
            period,
            groups=groups,
            oddities=self._oddities.get((plan_id, row), ()),
            reason=REASON_TEXTS.get(now.reason, "") if now else "",
            revisions=revision_facts(published, amendments.revisions_of(plan_id, row)),
            shares=sharing(standing, published, self._catalogue.regions),
        )
        mine = [alert for alert in alerts if (alert.plan, alert.row) == (plan_id, row)]
        return self._renderer.indicator(
            shown,
            chart_view(plan, target, indicator, assessments, due, period, ahead.fan if ahead else None),
            mine,
            periods,
            point,
            ahead,
        )

    def operations(self, operations: Operations) -> str:
        """运行."""
        return self._renderer.operations(operations.state())

    def missing(self, detail_text: str) -> str:
        """The page that says that there is no such page."""
        return self._renderer.missing("没有这一页", detail_text)

    def _forecast(
        self, connection: sa.Connection, target: Target, period: Month, now: Assessment | None
    ) -> Forecast | None:
        if now is None:
            return None
        return self._forecasts.of(connection, ProgressKey(target.plan, target.row, period), now)

    def _alerts(self, connection: sa.Connection, sight: Sight) -> list[AlertRow]:
        found = self._queries.open_alerts(connection, sight)
        return alert_rows(found, self._catalogue.plans, self._catalogue.regions)

    def _period(
        self, connection: sa.Connection, wanted: str | None, plans: Sequence[Plan], periods: Sequence[Month]
    ) -> Month:
        if wanted:
            try:
                period = Month.parse(wanted)
            except ValueError as error:
                raise NotThere(str(error)) from None
            if period not in periods:
                raise NotThere(f"{period.chinese}还没有数据")
            return period
        judged = self._queries.latest_judged(connection, plans)
        return judged or (periods[0] if periods else min(plan.first for plan in plans))

    def _plan(self, plan_id: str) -> Plan:
        try:
            return self._catalogue.plans[plan_id]
        except KeyError:
            raise NotThere(f"没有编号为“{plan_id}”的规划") from None

    def _target(self, plan_id: str, row: int) -> tuple[Plan, Target]:
        plan = self._plan(plan_id)
        try:
            return plan, plan.target(row)
        except KeyError:
            raise NotThere(f"{plan.name}没有第{row}行指标") from None
