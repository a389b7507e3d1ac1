"""What the board reads: a few queries a page, however many rows it has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from services.aggregator.api.visibility import veil_progress, waiting_since
from services.aggregator.board.overview.alert_rows import ListedAlert
from services.aggregator.board.overview.rows import SPARK_MONTHS, PlanProgress, SparkPoint
from services.aggregator.board.target.detail import GroupFigure
from services.aggregator.board.target.due_line import due_line, figure_at
from services.aggregator.districts.share_progress import AllocationStanding
from services.aggregator.districts.shares import Shares
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.progress import repository as progress
from services.aggregator.reports.amendments import AmendmentsCache
from services.aggregator.tables import OPEN_ALERTS, PROGRESS
from services.aggregator.targets.measuring import read_target
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.catalogue.model import Plan, Target
from shared.events import Assessment
from shared.periods import Month, months
from shared.security.access import Sight

_decode = msgspec.json.Decoder(Assessment).decode
_LOOK_BACK = 12  # months among which the latest that is mostly judged is looked for
_EVER, _NEVER = Month(1949, 1), Month(2100, 12)
_UNJUDGED = ("reporting", "missing", "unassessed")


class BoardQueries:
    """Reads in the caller's transaction, so that one page shows one state of the figures."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._figures = Figures(catalogue)
        self._shares = Shares(catalogue, self._figures)
        self._cache = AmendmentsCache()

    def periods(self, connection: sa.Connection, plans: Iterable[Plan]) -> list[Month]:
        """The months that can be looked at, the latest first; empty when nothing was ever assessed."""
        listed = list(plans)
        last = self._latest(connection, PROGRESS.c.plan.in_([plan.id for plan in listed]))
        if last is None:
            return []
        return list(months(min(plan.first for plan in listed), last))[::-1]

    def latest_judged(self, connection: sa.Connection, plans: Iterable[Plan]) -> Month | None:
        """The latest month that is mostly judged: one that is still being reported is not opened with."""
        judged = sa.func.count()
        query = (
            sa.select(PROGRESS.c.period, judged)
            .where(PROGRESS.c.plan.in_([plan.id for plan in plans]), PROGRESS.c.level.not_in(_UNJUDGED))
            .group_by(PROGRESS.c.period)
            .order_by(PROGRESS.c.period.desc())
            .limit(_LOOK_BACK)
        )
        counts = {row[0]: row[1] for row in connection.execute(query)}
        most = max(counts.values(), default=0)
        return next((Month.parse(period) for period, count in counts.items() if 2 * count >= most), None)

    def plan_progress(self, connection: sa.Connection, plan: Plan, period: Month, sight: Sight) -> PlanProgress:
        """A plan's assessments of ``period`` and the months of its sparklines, as ``sight`` may see them."""
        stored = progress.load_range(connection, plan.id, period.shift(1 - SPARK_MONTHS), period)
        found = veil_progress(connection, sight, plan, stored)
        series: dict[int, dict[Month, SparkPoint]] = {}
        for key, item in found.items():
            series.setdefault(key.row, {})[key.period] = SparkPoint(item.actual, item.expected, item.level)
        return PlanProgress(
            plan=self.amendments(connection).plan(plan, period),
            region=self._catalogue.regions[plan.region],
            indicators=self._catalogue.indicators,
            period=period,
            assessments={key.row: item for key, item in found.items() if key.period == period},
            series=series,
        )

    def amendments(self, connection: sa.Connection) -> Amendments:
        """The revisions and allocations that are known."""
        return self._cache.read(connection)

    def standing(self, connection: sa.Connection, target: Target, period: Month) -> AllocationStanding | None:
        """How the regions below stand with their shares of a published target; None where it was not allocated."""
        return self._shares.standing(connection, target, period, self.amendments(connection))

    def assessments(self, connection: sa.Connection, plan: Plan, row: int, sight: Sight) -> dict[Month, Assessment]:
        """Every month's assessment of one target, as ``sight`` may see them."""
        stored = progress.load_row(connection, plan.id, row, plan.first, plan.last)
        found = veil_progress(connection, sight, plan, stored)
        return {key.period: item for key, item in found.items()}

    def due_line(self, connection: sa.Connection, plan: Plan, target: Target, last: Month) -> dict[Month, int]:
        """The target's trajectory over the whole plan, with month shares learnt up to ``last``."""
        indicator = self._catalogue.indicators[target.indicator]
        series = Series(self._figures.series(connection, plan.region, indicator.id, plan.first, last))
        steps = self.amendments(connection).steps(target, plan.last)
        return due_line(plan, target, indicator, series, self._catalogue.month_shares(indicator.id), steps)

    def groups(self, connection: sa.Connection, plan: Plan, target: Target, period: Month) -> list[GroupFigure]:
        """The same figure of the area's named groups, where it adds up over units."""
        indicator = self._catalogue.indicators[target.indicator]
        reading = read_target(target, indicator)
        found = []
        for code in self._groups_of(plan.region):
            if not self._catalogue.expected_units(code, indicator.id, period):
                continue
            series = Series(self._figures.series(connection, code, indicator.id, reading.since(plan, period), period))
            point = series.point(period)
            found.append(
                GroupFigure(
                    name=self._catalogue.regions[code].name,
                    amount=figure_at(plan, reading, indicator, series, period),
                    reported=point.reported if point else 0,
                    expected=point.expected if point else 0,
                )
            )
        return found

    def open_alerts(self, connection: sa.Connection, sight: Sight) -> list[ListedAlert]:
        """Every open alert with where its target stands now, as far as ``sight`` may see it."""
        other = PROGRESS.alias()
        latest = (
            sa.select(sa.func.max(other.c.period))
            .where(
                other.c.plan == OPEN_ALERTS.c.plan,
                other.c.row == OPEN_ALERTS.c.row,
                other.c.level.not_in(_UNJUDGED),
            )
            .scalar_subquery()
        )
        here = sa.and_(
            PROGRESS.c.plan == OPEN_ALERTS.c.plan,
            PROGRESS.c.row == OPEN_ALERTS.c.row,
            PROGRESS.c.period == latest,
        )
        query = sa.select(OPEN_ALERTS, PROGRESS.c.period.label("latest"), PROGRESS.c.assessment)
        joined = query.select_from(OPEN_ALERTS).outerjoin(PROGRESS, here)
        rows = list(connection.execute(joined))
        units = {row.region for row in rows if not sight.sees(row.region)}
        waiting = waiting_since(connection, units, _EVER, max((_latest(row) for row in rows), default=_EVER))
        return [_open_alert(row, hidden=waiting.get(row.region, _NEVER) <= _latest(row)) for row in rows]

    def _latest(self, connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> Month | None:
        text = connection.execute(sa.select(sa.func.max(PROGRESS.c.period)).where(*conditions)).scalar()
        return Month.parse(text) if text else None

    def _groups_of(self, region: str) -> tuple[str, ...]:
        regions = self._catalogue.regions
        return tuple(code for code in self._catalogue.groups if regions[code].parent == region)


def _latest(row: sa.Row[Any]) -> Month:
    return Month.parse(max(row.period, row.latest or row.period))


def _open_alert(row: sa.Row[Any], hidden: bool) -> ListedAlert:
    assessment = None if row.assessment is None or hidden else _decode(row.assessment)
    return ListedAlert(
        alert=row.alert,
        episode=row.episode,
        plan=row.plan,
        row=row.row,
        region=row.region,
        level=row.level,
        frozen=row.frozen,
        since=Month.parse(row.since),
        period=_latest(row),
        gap=assessment.gap if assessment else None,
        months_behind=assessment.months_behind if assessment else None,
    )
