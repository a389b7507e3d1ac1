"""Which months are to be assessed because a due day has passed, whether reports came or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from services.aggregator import to_judge
from services.aggregator.figures.reader import Figures
from services.aggregator.model import ProgressKey
from services.aggregator.progress import repository as progress_repository
from services.aggregator.progress.loaded_late import loaded_late
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.periods import Month, months
from shared.work_calendar import WorkCalendar

SWEPT_PERIODS = 2
"""How many of the latest months are looked at for missing reports, beside those still open."""

Work = dict[Target, set[Month]]
"""Which months of which targets are to be assessed."""


def swept(plan: Plan, today: date, calendar: WorkCalendar) -> tuple[Month, Month]:
    """The first and the last month of a plan that are looked at on a day (none where they cross)."""
    last = min(calendar.last_ended(today), plan.last)
    while calendar.due_day(last) >= today:
        last = last.shift(-1)
    return max(plan.first_owed, last.shift(1 - SWEPT_PERIODS)), last


class Overdue:
    """Finds what is overdue; once nothing was, it looks again on the next day, or for a further plan.

    Plans and rows that were loaded after their months were reported are found first, until there are none; in every
    process anew.

    On the same day nothing more falls due: what is assessed after its due day is 缺报 at once.
    """

    def __init__(self, catalogue: Catalogue, figures: Figures) -> None:
        self._catalogue = catalogue
        self._figures = figures
        self._nothing: tuple[date, list[str]] | None = None
        self._looked_back = False

    def find(self, connection: sa.Connection, today: date) -> Work:
        """The work there is; only of plans that have been reported to before, or whose figures were. What waits to be
        judged anyway (see services.aggregator.to_judge) is none of it."""
        waiting = to_judge.keys(connection)
        if not self._looked_back:
            if work := _but(waiting, loaded_late(connection, self._catalogue.plans.values(), self._figures)):
                return work
            self._looked_back = True
        plans = progress_repository.plans(connection, self._catalogue.plans)
        if self._nothing == (today, plans):
            return {}
        work = self._unassessed(connection, plans, today)
        self._add_waiting(connection, today, work)
        work = _but(waiting, work)
        if not work and not waiting:
            self._nothing = (today, plans)
        return work

    def _unassessed(self, connection: sa.Connection, plans: Iterable[str], today: date) -> Work:
        work: Work = defaultdict(set)
        for plan_id in plans:
            plan = self._catalogue.plans[plan_id]
            first, last = swept(plan, today, self._catalogue.calendar_of(plan.region))
            assessed = progress_repository.assessed(connection, plan_id, first, last)
            for target in plan.targets:
                for month in months(first, last):
                    owed = self._catalogue.expected_units(plan.region, target.indicator, month)
                    if owed and ProgressKey(plan_id, target.row, month) not in assessed:
                        work[target].add(month)
        return work

    def _add_waiting(self, connection: sa.Connection, today: date, work: Work) -> None:
        """Add what still stands at 报送中 past its due day."""
        targets = {(plan.id, target.row): target for plan in self._catalogue.plans.values() for target in plan.targets}
        for key in progress_repository.still_reporting(connection):
            waiting = targets.get((key.plan, key.row))
            if waiting is not None and self._late(key, today):
                work.setdefault(waiting, set()).add(key.period)

    def _late(self, key: ProgressKey, today: date) -> bool:
        plan = self._catalogue.plans[key.plan]
        return plan.overdue(key.period, today, self._catalogue.calendar_of(plan.region))


def _but(waiting: set[tuple[str, int, str]], work: Work) -> Work:
    left = {
        target: {month for month in months if (target.plan, target.row, str(month)) not in waiting}
        for target, months in work.items()
    }
    return {target: months for target, months in left.items() if months}
