"""Working days in China: what every due day, reminder and deadline counts by. Pure.

A year that the State Council has arranged is taken as arranged, with the weekends that are worked. It is arranged in
the November before, and is known here when the package that holds the arrangements is brought up to date; until then
the statutory holidays are counted, and :func:`arrangement_note` says so beside every day that may still move.
"""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

from shared.statutory_holidays import days_off

_ARRANGED_YEARS: list[int] = sorted({day.year for day in chinese_calendar.holidays if (day.month, day.day) == (10, 1)})
"""By the national day: a year's first days stand in the arrangement of the year before, too."""

LAST_ARRANGED_YEAR = _ARRANGED_YEARS[-1]
"""The last year whose arrangement by the State Council is known."""

ARRANGED_AHEAD = timedelta(days=60)
"""The next year is arranged in November: so long before it begins it is missed."""

_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether ``day`` is a working day, holidays and the days that make up for them included.

    Of the years before the first that is known (2004) only weekends are told apart.
    """
    if _ARRANGED_YEARS[0] <= day.year <= LAST_ARRANGED_YEAR:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < _SATURDAY and not (awaits_arrangement(day) and day in days_off(day.year))


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day`` (``day`` itself is not counted)."""
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day


def working_days_before(day: date, count: int) -> date:
    """The ``count``-th working day before ``day`` (``day`` itself is not counted)."""
    while count > 0:
        day -= timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day


def awaits_arrangement(day: date) -> bool:
    """Whether ``day`` lies in a year whose arrangement is not known yet: what was counted up to it may still move."""
    return day.year > LAST_ARRANGED_YEAR


def arrangement_note(day: date) -> str:
    """What is said beside a due day: nothing, or that its year's arrangement is not known yet."""
    if not awaits_arrangement(day):
        return ""
    return f"尚未收录国务院{day.year}年放假安排，暂按法定节假日推算"


def unarranged_years(today: date) -> tuple[int, ...]:
    """The years whose arrangement is missing by now: this one, and towards its end the next."""
    near = dict.fromkeys((today.year, (today + ARRANGED_AHEAD).year))
    return tuple(year for year in near if year > LAST_ARRANGED_YEAR)
