"""The board's pages, each read in one transaction and filled by the renderer."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from services.aggregator.board.alert_rows import AlertRow, alert_rows
from services.aggregator.board.detail import chart_view, detail
from services.aggregator.board.oddities import find_oddities
from services.aggregator.board.operations import Operations
from services.aggregator.board.queries import BoardQueries
from services.aggregator.board.render import Renderer
from services.aggregator.board.view import section
from services.aggregator.reasons import REASON_TEXTS
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.db import Database
from shared.periods import Clock, Month


class NotThere(Exception):
    """What the address names does not exist; the page says so."""


class Board:
    """Makes the pages: each from one reading transaction."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._queries = BoardQueries(catalogue)
        self._renderer = Renderer(clock)
        self._oddities = find_oddities(catalogue)

    def overview(self, wanted: str | None) -> str:
        """总览 of the month ``wanted`` (``YYYY-MM``), or the latest that could be judged.

        Raises:
            NotThere: no such month.
        """
        plans = list(self._catalogue.plans.values())
        with self._database.read() as connection:
            periods = self._queries.periods(connection, plans)
            period = self._period(connection, wanted, plans, periods)
            covering = [plan for plan in plans if periods and plan.first <= period <= plan.last]
            progress = [self._queries.plan_progress(connection, plan, period) for plan in covering]
            alerts = self._alerts(connection)
        sections = [section(each) for each in progress]
        return self._renderer.overview(sections, alerts, periods, period)

    def plan(self, plan_id: str, wanted: str | None) -> str:
        """One plan.

        Raises:
            NotThere: no such plan or month.
        """
        plan = self._plan(plan_id)
        with self._database.read() as connection:
            periods = self._queries.periods(connection, [plan])
            period = self._period(connection, wanted, [plan], periods)
            progress = self._queries.plan_progress(connection, plan, period)
        return self._renderer.plan(section(progress), periods)

    def indicator(self, plan_id: str, row: int, wanted: str | None) -> str:
        """指标: one target.

        Raises:
            NotThere: no such plan, row or month.
        """
        plan, target = self._target(plan_id, row)
        with self._database.read() as connection:
            periods = self._queries.periods(connection, [plan])
            period = self._period(connection, wanted, [plan], periods)
            assessments = self._queries.assessments(connection, plan, row)
            groups = self._queries.groups(connection, plan, target, period)
            due = self._queries.due_line(connection, plan, target, periods[0] if periods else plan.first)
            alerts = self._alerts(connection)
        now = assessments.get(period)
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
        )
        mine = [alert for alert in alerts if (alert.plan, alert.row) == (plan_id, row)]
        return self._renderer.indicator(
            shown, chart_view(plan, target, indicator, assessments, due, period), mine, periods
        )

    def operations(self, operations: Operations) -> str:
        """运行."""
        return self._renderer.operations(operations.state())

    def missing(self, detail_text: str) -> str:
        """The page that says that there is no such page."""
        return self._renderer.missing("没有这一页", detail_text)

    def _alerts(self, connection: sa.Connection) -> list[AlertRow]:
        found = self._queries.open_alerts(connection)
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
