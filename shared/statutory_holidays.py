"""The days off of a year as the law gives them, before the State Council has arranged the year. Pure.

《全国年节及纪念日放假办法》, as amended on 2024-11-10, gives thirteen days: 元旦 one, 春节 four from the eve on,
清明 one, 劳动节 two, 端午 one, 中秋 one, 国庆 three. One that falls on a Saturday or Sunday is made up on a working
day: the next that is not off already. So is a day on which two of them fall, as the State Council has always
arranged it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from borax.calendars.lunardate import LunarDate, TermUtils

LAST_LUNAR_YEAR = 2100
"""From the year after it on nobody has tabled the moon: only the holidays of fixed days are known."""

_SATURDAY = 5
_DAY = timedelta(days=1)


def holidays_of(year: int) -> tuple[date, ...]:
    """Every holiday of the year in order, one a day; a day on which two of them fall comes twice."""
    found = [date(year, *day) for day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))]
    if year <= LAST_LUNAR_YEAR:
        found += _by_moon_and_sun(year)
    return tuple(sorted(found))


@lru_cache(maxsize=128)
def days_off(year: int) -> frozenset[date]:
    """The holidays of the year and the days on which they are made up; weekends beside them are not among them."""
    holidays = holidays_of(year)
    off = set(holidays)
    for place, holiday in enumerate(holidays):
        if holiday.weekday() >= _SATURDAY or holiday in holidays[:place]:
            off.add(_next_working_day(holiday, off))
    return frozenset(off)


def _by_moon_and_sun(year: int) -> Iterator[date]:
    spring = _lunar(year, 1, 1)
    yield from (spring + step * _DAY for step in (-1, 0, 1, 2))
    yield TermUtils.nth_term_day(year, term_name="清明")
    yield from (_lunar(year, 5, 5), _lunar(year, 8, 15))


def _lunar(year: int, month: int, day: int) -> date:
    found: date = LunarDate(year, month, day).to_solar_date()
    return found


def _next_working_day(day: date, off: set[date]) -> date:
    day += _DAY
    while day.weekday() >= _SATURDAY or day in off:
        day += _DAY
    return day
