"""What the board reads: a few queries a page, however many rows it has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from services.aggregator.api.visibility import veil_progress
from services.aggregator.board.overview.coming import ComingMonth, coming_month, months_coming
from services.aggregator.board.overview.rows import SPARK_MONTHS, PlanProgress, SparkPoint
from services.aggregator.figures.reader import Figures
from services.aggregator.model import Coverage
from services.aggregator.progress import repository as progress
from services.aggregator.reports.amendments import AmendmentsCache
from services.aggregator.tables import PROGRESS
from services.aggregator.targets.levels import UNJUDGED
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan
from shared.periods import Month, months
from shared.security.access import Sight

_LOOK_BACK = 12  # months among which the latest that is mostly judged is looked for


class BoardQueries:
    """Reads in the caller's transaction, so that one page shows one state of the figures."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._amendments = AmendmentsCache()
        self._figures = Figures(catalogue)

    def units(self) -> tuple[str, ...]:
        """Every unit that ever reports."""
        return self._catalogue.units()

    def periods(self, connection: sa.Connection, plans: Iterable[Plan]) -> list[Month]:
        """The months that can be looked at, the latest first; empty when nothing was ever assessed."""
        listed = list(plans)
        last = self._latest(connection, PROGRESS.c.plan.in_([plan.id for plan in listed]))
        if last is None:
            return []
        return list(months(min(plan.first for plan in listed), last))[::-1]

    def coverage(self, connection: sa.Connection, plan: Plan, period: Month) -> Coverage:
        """How many units owe ``plan`` a report of ``period``, have given it, are accepted; before the first too."""
        return self._figures.coverage(connection, plan.region, period)[0]

    def coming(
        self, connection: sa.Connection, plans: Iterable[Plan], opened: Month | None, today: date
    ) -> list[ComingMonth]:
        """The months behind the one that the board opens with: by plan, the newest first."""
        found = []
        for plan in plans:
            calendar = self._catalogue.calendar_of(plan.region)
            for period in months_coming(plan, opened, today, calendar):
                found.append(coming_month(plan, period, self.coverage(connection, plan, period), today, calendar))
        return [each for each in found if each.coverage.expected]

    def latest_judged(self, connection: sa.Connection, plans: Iterable[Plan]) -> Month | None:
        """The latest month that is whole: mostly judged, and no row of it still waits for reports that are not due yet.
        Where there is none, the latest that is mostly judged.

        A month is held against the others of the same plans: the first of a new one has fewer rows than the last of
        those that ended with it. The only month of its plans is held against all their rows that ask for a value."""
        listed = list(plans)
        judged = sa.func.sum(sa.case((PROGRESS.c.level.not_in(UNJUDGED), 1), else_=0))
        waiting = sa.func.sum(sa.case((PROGRESS.c.level == "reporting", 1), else_=0))
        query = (
            sa.select(PROGRESS.c.period, judged, waiting)
            .where(PROGRESS.c.plan.in_([plan.id for plan in listed]))
            .group_by(PROGRESS.c.period)
            .having(judged > 0)
            .order_by(PROGRESS.c.period.desc())
            .limit(_LOOK_BACK)
        )
        read = [(Month.parse(row[0]), int(row[1]), int(row[2])) for row in connection.execute(query)]
        counts = {period: number for period, number, _ in read}
        by_id = {plan.id: plan for plan in listed}
        together: dict[tuple[str, ...], list[int]] = {}
        for period, count in counts.items():
            together.setdefault(_covering(listed, period), []).append(count)
        most = {
            ids: max(found) if len(found) > 1 else _asked(by_id[each] for each in ids)
            for ids, found in together.items()
        }
        mostly = [period for period, count in counts.items() if 2 * count >= most[_covering(listed, period)]]
        still_coming = {period for period, _, number in read if number}
        return next((period for period in mostly if period not in still_coming), next(iter(mostly), None))

    def plan_progress(
        self, connection: sa.Connection, plan: Plan, period: Month, sight: Sight, back: int = SPARK_MONTHS
    ) -> PlanProgress:
        """A plan's assessments of ``period`` and the months of its sparklines (``back`` of them, this one included), as
        ``sight`` may see them."""
        stored = progress.load_range(connection, plan.id, period.shift(1 - back), period)
        found = veil_progress(connection, sight, plan, stored)
        series: dict[int, dict[Month, SparkPoint]] = {}
        for key, item in found.items():
            series.setdefault(key.row, {})[key.period] = SparkPoint(
                item.actual, item.expected, item.level, item.simulated
            )
        return PlanProgress(
            plan=self._amendments.read(connection).plan(plan, period),
            region=self._catalogue.regions[plan.region],
            indicators=self._catalogue.indicators,
            period=period,
            assessments={key.row: item for key, item in found.items() if key.period == period},
            series=series,
        )

    def _latest(self, connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> Month | None:
        text = connection.execute(sa.select(sa.func.max(PROGRESS.c.period)).where(*conditions)).scalar()
        return Month.parse(text) if text else None


def _covering(plans: Iterable[Plan], period: Month) -> tuple[str, ...]:
    """The plans that hold a month."""
    return tuple(plan.id for plan in plans if plan.first <= period <= plan.last)


def _asked(plans: Iterable[Plan]) -> int:
    """How many rows ask for a value."""
    return sum(target.value is not None for plan in plans for target in plan.targets)
