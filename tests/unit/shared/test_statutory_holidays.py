"""The law against what the State Council really arranged, and against calendars of years to come."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from shared.statutory_holidays import LAST_LUNAR_YEAR, days_off, holidays_of

ARRANGED_UNDER_THIS_LAW = (2025, 2026)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=step) for step in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", ARRANGED_UNDER_THIS_LAW)
def test_every_statutory_holiday_was_a_day_off_in_the_years_arranged_under_this_law(year: int) -> None:
    for day in holidays_of(year):
        off, name = chinese_calendar.get_holiday_detail(day)
        assert off, day
        assert name, day


@pytest.mark.parametrize("year", ARRANGED_UNDER_THIS_LAW)
def test_as_many_working_days_are_off_by_the_law_as_the_state_council_gave(year: int) -> None:
    given = sum(
        (day.weekday() < 5) - bool(chinese_calendar.is_workday(day))
        for day in days_of(year)
        if (day.weekday() < 5) != bool(chinese_calendar.is_workday(day))
    )
    assert sum(day.weekday() < 5 for day in days_off(year)) == given == len(holidays_of(year)) == 13


@pytest.mark.parametrize("year", range(2027, 2101))
def test_thirteen_working_days_are_off_in_every_year(year: int) -> None:
    assert sum(day.weekday() < 5 for day in days_off(year)) == 13
    assert {day.year for day in days_off(year)} == {year}


@pytest.mark.parametrize(
    ("year", "spring", "qingming", "dragon_boat", "mid_autumn"),
    [
        (2027, date(2027, 2, 6), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
        (2028, date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
        (2029, date(2029, 2, 13), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
        (2030, date(2030, 2, 3), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
        (2031, date(2031, 1, 23), date(2031, 4, 5), date(2031, 6, 24), date(2031, 10, 1)),
        (2032, date(2032, 2, 11), date(2032, 4, 4), date(2032, 6, 12), date(2032, 9, 19)),
        (2033, date(2033, 1, 31), date(2033, 4, 4), date(2033, 6, 1), date(2033, 9, 8)),  # a leap eleventh month
    ],
)
def test_the_holidays_of_moon_and_sun_lie_where_almanacs_have_them(
    year: int, spring: date, qingming: date, dragon_boat: date, mid_autumn: date
) -> None:
    found = holidays_of(year)
    assert {spring, qingming, dragon_boat, mid_autumn} <= set(found)
    assert {spring + timedelta(days=step) for step in (-1, 1, 2)} <= set(found)
    assert len(found) == 13


def test_days_on_a_weekend_are_made_up_on_the_next_working_days() -> None:
    assert {date(2027, 2, day) for day in (5, 6, 7, 8, 9, 10)} <= days_off(2027)
    assert date(2027, 2, 11) not in days_off(2027)
    assert date(2028, 1, 3) in days_off(2028)  # 元旦 on a Saturday
    assert {date(2027, 5, 3), date(2027, 5, 4)} <= days_off(2027)


def test_two_holidays_on_one_day_are_two_days_off_as_in_2020() -> None:
    """中秋 was on 国庆's first day in 2020, and four working days were given; it is on its third in 2028."""
    assert holidays_of(2028).count(date(2028, 10, 3)) == 2
    october = sorted(day for day in days_off(2028) if day.month == 10)
    assert october == [date(2028, 10, day) for day in (1, 2, 3, 4, 5)]
    assert sorted(day for day in days_off(2031) if day.month == 10) == [date(2031, 10, day) for day in (1, 2, 3, 6)]


def test_beyond_the_tables_of_the_moon_the_holidays_of_fixed_days_are_left() -> None:
    assert len(holidays_of(LAST_LUNAR_YEAR)) == 13
    assert len(holidays_of(LAST_LUNAR_YEAR + 1)) == 6
