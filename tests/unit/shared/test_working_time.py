from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.periods import CHINA
from shared.work_calendar import WorkCalendar
from shared.working_time import WorkingTime

INSTANTS = st.timedeltas(timedelta(0), timedelta(days=4_000)).map(
    lambda since: datetime(2021, 1, 1, tzinfo=UTC) + since
)


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2025-09-30T18:00", "2025-10-09T09:00"),  # the national holiday, and its make-up days
        ("2025-09-28T08:59", "2025-09-28T09:00"),  # a Sunday that is worked
        ("2025-04-17T17:59", "2025-04-17T17:59"),
        ("2025-04-17T09:00", "2025-04-17T09:00"),
    ],
)
def test_offices_are_open_by_the_chinese_calendar(now: str, opens: str) -> None:
    assert WorkingTime().first(china(now)) == china(opens)


@given(INSTANTS)
def test_the_next_opening_is_a_working_morning_later_on_and_the_first_one(now: datetime) -> None:
    opening = WorkingTime().next_opening(now)
    local = opening.astimezone(CHINA)
    assert opening > now
    assert (local.hour, local.minute) == (9, 0)
    assert WorkCalendar().is_working_day(local.date())
    between = (local.date() - now.astimezone(CHINA).date()).days
    assert not any(WorkCalendar().is_working_day(local.date() - timedelta(days=back)) for back in range(1, between))


def test_spring_festival_is_no_working_time_in_years_that_are_not_arranged_yet() -> None:
    eve = china("2028-01-25T00:05")
    assert WorkingTime().first(eve) == china("2028-01-31T09:00")
    assert WorkingTime().first_day(eve) == date(2028, 1, 31)


def test_noon_is_working_time_and_the_closing_hour_is_not() -> None:
    assert WorkingTime().holds(china("2025-04-17T12:30"))
    assert not WorkingTime().holds(china("2025-04-17T18:00"))
    assert not WorkingTime().holds(china("2025-04-19T12:30"))


def test_hours_of_its_own_begin_when_they_say() -> None:
    afternoon = WorkingTime(opens=time(16))
    assert afternoon.first(china("2025-04-17T10:00")) == china("2025-04-17T16:00")


@given(INSTANTS)
def test_the_first_moment_is_now_or_the_next_opening(now: datetime) -> None:
    first = WorkingTime().first(now)
    assert WorkingTime().holds(first)
    assert first >= now
    assert first == now or not WorkingTime().holds(now)
