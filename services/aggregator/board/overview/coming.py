"""总览: the months that are still coming in, beside the newest whole one that the page opens with. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.aggregator.model import Coverage
from shared.catalogue.model import Plan
from shared.periods import Month, months
from shared.work_calendar import WorkCalendar

_MOST = 3
"""Months of one plan that are listed, the newest ones: where more are behind, the page of the region tells."""


@dataclass(frozen=True, slots=True)
class ComingMonth:
    """A month of a plan that has ended: how many units owe it, have reported it and are accepted, and until when it
    is to be reported."""

    plan: Plan
    period: Month
    coverage: Coverage
    due: date
    overdue: bool

    @property
    def word(self) -> str:
        """How far it is."""
        if self.coverage.reported >= self.coverage.expected:
            return "已报齐"
        return "已过应报日" if self.overdue else "报送中"


def months_coming(plan: Plan, opened: Month | None, today: date, calendar: WorkCalendar) -> list[Month]:
    """The months of ``plan`` after the one that is ``opened`` with (None: none can be) which can be reported by
    ``today`` and are owed; the newest first."""
    first = plan.first_owed if opened is None else max(plan.first_owed, opened.shift(1))
    last = min(plan.last, Month.of(today))
    ended = [each for each in months(first, last) if calendar.ends(each) < today] if first <= last else []
    return ended[::-1][:_MOST]


def coming_month(plan: Plan, period: Month, coverage: Coverage, today: date, calendar: WorkCalendar) -> ComingMonth:
    """A month that is coming in, as it stands on ``today``."""
    return ComingMonth(plan, period, coverage, calendar.due_day(period), plan.overdue(period, today, calendar))
