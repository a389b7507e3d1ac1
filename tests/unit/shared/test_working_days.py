from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.working_days import (
    LAST_ARRANGED_YEAR,
    add_working_days,
    arrangement_note,
    awaits_arrangement,
    is_working_day,
    unarranged_years,
    working_days_before,
)


def test_make_up_days_are_worked_and_golden_week_is_not() -> None:
    assert is_working_day(date(2023, 10, 7))
    assert not is_working_day(date(2023, 10, 2))


def test_a_year_that_is_not_arranged_yet_has_its_statutory_holidays_and_no_working_weekend() -> None:
    monday_after_a_new_year_on_sunday = date(2090, 1, 2)
    assert not is_working_day(monday_after_a_new_year_on_sunday)
    assert is_working_day(date(2090, 1, 3))
    year = [date(2090, 1, 1) + timedelta(days=step) for step in range(365)]
    assert sum(day.weekday() < 5 and not is_working_day(day) for day in year) == 13
    assert not any(day.weekday() >= 5 and is_working_day(day) for day in year)


def test_of_the_years_before_any_that_is_known_only_weekends_are_told_apart() -> None:
    assert is_working_day(date(2003, 10, 1))
    assert not is_working_day(date(2003, 10, 4))


def test_no_working_days_added_is_the_day_itself() -> None:
    assert add_working_days(date(2023, 10, 1), 0) == date(2023, 10, 1)


@given(st.dates(date(2021, 1, 1), date(2035, 12, 31)), st.integers(0, 15))
def test_working_days_count_back_as_they_count_on(day: date, count: int) -> None:
    before = working_days_before(day, count)
    assert before <= day
    days = [before + timedelta(days=step) for step in range((day - before).days)]
    assert sum(map(is_working_day, days)) == count
    assert not days or is_working_day(before)


def test_working_days_before_a_due_day_skip_qingming() -> None:
    assert working_days_before(date(2025, 4, 8), 2) == date(2025, 4, 3)


def test_a_day_of_a_year_that_is_not_arranged_yet_says_so() -> None:
    last, next_year = date(LAST_ARRANGED_YEAR, 12, 31), date(LAST_ARRANGED_YEAR + 1, 1, 1)
    assert (awaits_arrangement(last), arrangement_note(last)) == (False, "")
    assert awaits_arrangement(next_year)
    assert f"国务院{LAST_ARRANGED_YEAR + 1}年放假安排" in arrangement_note(next_year)
    assert not awaits_arrangement(date(1999, 1, 1))


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
    assert unarranged_years(today) == missing
