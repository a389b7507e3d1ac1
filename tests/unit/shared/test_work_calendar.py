from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.periods import Month
from shared.work_calendar import LAST_ARRANGED_YEAR, WorkCalendar

CALENDAR = WorkCalendar()


def test_make_up_days_are_worked_and_golden_week_is_not() -> None:
    assert CALENDAR.is_working_day(date(2023, 10, 7))
    assert not CALENDAR.is_working_day(date(2023, 10, 2))


def test_a_year_that_is_not_arranged_yet_has_its_statutory_holidays_and_no_working_weekend() -> None:
    monday_after_a_new_year_on_sunday = date(2090, 1, 2)
    assert not CALENDAR.is_working_day(monday_after_a_new_year_on_sunday)
    assert CALENDAR.is_working_day(date(2090, 1, 3))
    year = [date(2090, 1, 1) + timedelta(days=step) for step in range(365)]
    assert sum(day.weekday() < 5 and not CALENDAR.is_working_day(day) for day in year) == 13
    assert not any(day.weekday() >= 5 and CALENDAR.is_working_day(day) for day in year)


def test_of_the_years_before_any_that_is_known_only_weekends_are_told_apart() -> None:
    assert CALENDAR.is_working_day(date(2003, 10, 1))
    assert not CALENDAR.is_working_day(date(2003, 10, 4))


def test_no_working_days_added_is_the_day_itself() -> None:
    assert CALENDAR.after(date(2023, 10, 1), 0) == date(2023, 10, 1)


@given(st.dates(date(2021, 1, 1), date(2035, 12, 31)), st.integers(0, 15))
def test_working_days_count_back_as_they_count_on(day: date, count: int) -> None:
    before = CALENDAR.before(day, count)
    assert before <= day
    days = [before + timedelta(days=step) for step in range((day - before).days)]
    assert sum(map(CALENDAR.is_working_day, days)) == count
    assert not days or CALENDAR.is_working_day(before)


def test_working_days_before_a_due_day_skip_qingming() -> None:
    assert CALENDAR.before(date(2025, 4, 8), 2) == date(2025, 4, 3)


def test_a_day_of_a_year_that_is_not_arranged_yet_says_so() -> None:
    last, next_year = date(LAST_ARRANGED_YEAR, 12, 31), date(LAST_ARRANGED_YEAR + 1, 1, 1)
    assert (CALENDAR.awaits_arrangement(last), CALENDAR.note(last)) == (False, "")
    assert CALENDAR.awaits_arrangement(next_year)
    assert f"国务院{LAST_ARRANGED_YEAR + 1}年放假安排" in CALENDAR.note(next_year)
    assert not CALENDAR.awaits_arrangement(date(1999, 1, 1))


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(LAST_ARRANGED_YEAR, 10, 31), ()),
        (date(LAST_ARRANGED_YEAR, 11, 15), (LAST_ARRANGED_YEAR + 1,)),
        (date(LAST_ARRANGED_YEAR + 1, 3, 1), (LAST_ARRANGED_YEAR + 1,)),
        (date(LAST_ARRANGED_YEAR + 1, 12, 1), (LAST_ARRANGED_YEAR + 1, LAST_ARRANGED_YEAR + 2)),
        (date(2021, 12, 31), ()),
    ],
)
def test_a_year_is_missed_from_the_november_before_it(today: date, missing: tuple[int, ...]) -> None:
    assert CALENDAR.unarranged_years(today) == missing


def test_what_the_office_has_written_of_a_day_goes_before_what_is_arranged_and_what_is_law() -> None:
    next_year = LAST_ARRANGED_YEAR + 1
    own = WorkCalendar({date(2023, 10, 7): False, date(2023, 10, 2): True, date(next_year, 5, 1): True})
    assert (own.is_working_day(date(2023, 10, 7)), own.is_working_day(date(2023, 10, 2))) == (False, True)
    assert own.is_working_day(date(next_year, 5, 1)) and not own.is_working_day(date(next_year, 1, 1))
    assert own.awaits_arrangement(date(next_year, 5, 1)), "one day is no arrangement"


def test_a_year_whose_national_day_is_written_down_is_arranged_and_follows_the_law_no_more() -> None:
    year = LAST_ARRANGED_YEAR + 1
    own = WorkCalendar({date(year, 10, 1): False})
    first_of_may = date(year, 5, 3)
    assert CALENDAR.is_working_day(first_of_may) is False  # made up for: the first two days are a weekend
    assert own.is_working_day(first_of_may) is True
    assert own.note(first_of_may) == "" and own.unarranged_years(date(year, 3, 1)) == ()
    assert own.unarranged_years(date(year, 12, 1)) == (year + 1,)
    assert (CALENDAR.last_arranged_year, own.last_arranged_year) == (LAST_ARRANGED_YEAR, year)


def test_a_month_is_due_on_the_fifth_working_day_after_it_or_when_it_was_told_to_be() -> None:
    assert CALENDAR.due_day(Month(2023, 9)) == date(2023, 10, 11)
    assert CALENDAR.due_day(Month(2023, 3)) == date(2023, 4, 10)
    told = WorkCalendar(told={Month(2023, 9): date(2023, 10, 12)})
    assert (told.due_day(Month(2023, 9)), told.due_day(Month(2023, 10))) == (date(2023, 10, 12), date(2023, 11, 7))


@pytest.mark.parametrize(
    ("period", "due"),
    [
        (Month(2026, 12), date(2027, 1, 8)),  # 元旦 on a Friday
        (Month(2027, 1), date(2027, 2, 11)),  # the eve on Friday the 5th; the 6th and 7th made up on the 9th and 10th
        (Month(2027, 4), date(2027, 5, 11)),  # both days of 劳动节 on a weekend
        (Month(2027, 9), date(2027, 10, 12)),
        (Month(2028, 9), date(2028, 10, 12)),  # 中秋 on the third day of 国庆
        (Month(2030, 1), date(2030, 2, 13)),  # the eve on Saturday the 2nd: two days made up after the 5th
        (Month(2032, 3), date(2032, 4, 8)),  # 清明 on Sunday the 4th, made up on Monday
    ],
    ids=str,
)
def test_where_the_year_is_not_arranged_yet_a_report_is_due_by_the_statutory_holidays(period: Month, due: date) -> None:
    assert CALENDAR.due_day(period) == due
