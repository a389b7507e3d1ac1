"""On which working day, and at which hour, everything happens. Pure.

Most units report on working days 1–5 of the month after, a few late. The area's reviewer accepts on working day 7
and closes the month on working day 10; bulletins are published on day 11.
Days are days in China.
"""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache

from services.demo.world.noise import between, generator
from shared.periods import Month
from shared.work_calendar import DUE_WORKING_DAYS, WorkCalendar

FAULT_DAY, RETURN_DAY, MENDED_DAY = 1, 2, 3
LATE_DAY = 6
ACCEPTANCE_DAY = 7
CORRECTION_BEFORE_CLOSING_DAY = 8
REMINDED_DAYS = (6, 8)
CLOSING_DAY = 10
PUBLISHING_DAY = 11
CORRECTION_AFTER_CLOSING_DAY = 2
MONTH_LATE_DAY = 3
"""Working days of the month after the period (the last two: of the month after that)."""

LATE_PER_THOUSAND = 15
MONTH_LATE = frozenset({("433125", Month(2022, 11))})
"""保靖县's report for 2022-11 comes a month late, while 湘西州's 失业保险 alert is open."""

POSTING_TIME = time(10, 0)
DUE_CHECK_TIME = time(9, 5)
"""When the due day is looked at: on the working day after it, as alerts are told in working time."""
ACCEPTANCE_TIME = time(15, 0)
CLOSING_TIME = time(16, 0)
PUBLISHING_TIME = time(10, 30)
REMINDER_TIME = time(16, 0)
"""When those are reminded who have not reported: looked at on the due day, and on ``REMINDED_DAYS`` of a month that
a report is very late for."""


@lru_cache(maxsize=4096)
def working_day(period: Month, number: int) -> date:
    """The ``number``-th working day of the month after ``period``."""
    return WorkCalendar().after(period.last_day, number)


def posting_day(region: str, period: Month) -> date:
    """The day on which the region first reports ``period``."""
    if (region, period) in MONTH_LATE:
        return working_day(period.shift(1), MONTH_LATE_DAY)
    random = generator("posting", region, str(period))
    if between(random, 1, 1000) <= LATE_PER_THOUSAND:
        return working_day(period, LATE_DAY)
    return working_day(period, between(random, 1, DUE_WORKING_DAYS))


def correction_day(region: str, period: Month) -> date:
    """The day on which a mistake is corrected: before the month is closed, or after."""
    if between(generator("correction", region, str(period)), 1, 2) == 1:
        return working_day(period, CORRECTION_BEFORE_CLOSING_DAY)
    return working_day(period.shift(1), CORRECTION_AFTER_CLOSING_DAY)
