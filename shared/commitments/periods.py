"""For which stretch of time a commitment is stated: a year, or its first half. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from shared.catalogue.model import Commitment, CommitmentHorizon, Plan
from shared.catalogue.rules import StatementRules
from shared.work_calendar import WorkCalendar

_WRITTEN = re.compile(r"(20[0-9]{2})(H1)?", re.ASCII)
_DAY = timedelta(days=1)


class StatementPeriod(NamedTuple):
    """A year (``2026``), or its first half (``2026H1``): the second half is said with the year. In the order of
    their ends."""

    year: int
    whole: bool = True

    @classmethod
    def parse(cls, text: str) -> StatementPeriod:
        """Read ``2026`` or ``2026H1``.

        Raises:
            ValueError: in Chinese, for any other form.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"“{text[:20]}”有误，应为年份（如 2026）或上半年（如 2026H1）")
        return cls(int(found[1]), found[2] is None)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year, 12, 31) if self.whole else date(self.year, 6, 30)

    @property
    def chinese(self) -> str:
        return f"{self.year}年" if self.whole else f"{self.year}年上半年"

    def __str__(self) -> str:
        return str(self.year) if self.whole else f"{self.year}H1"


def due_day(period: StatementPeriod, rules: StatementRules, calendar: WorkCalendar) -> date:
    """By the end of which day a period is to be stated: that day of the month after it, or the next working day."""
    day = (period.last_day + _DAY).replace(day=rules.day)
    return day if calendar.is_working_day(day) else calendar.after(day, 1)


def stated_periods(plan: Plan, commitment: Commitment) -> tuple[StatementPeriod, ...]:
    """The periods that are to be stated of a commitment, the first one first: those of the plan, from its first owed
    month on; of a commitment for one year, none behind that."""
    every = plan.rules.statements.every
    if every == "never":
        return ()
    until = plan.last.year
    if commitment.horizon is CommitmentHorizon.YEAR and commitment.year is not None:
        until = min(until, commitment.year)
    first = plan.first_owed.first_day
    periods = (
        StatementPeriod(year, whole)
        for year in range(first.year, until + 1)
        for whole in ((False, True) if every == "half_year" else (True,))
    )
    return tuple(each for each in periods if each.last_day >= first)
