from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.periods import (
    CHINA,
    Month,
    SettableClock,
    SystemClock,
    day_in_china,
    from_microseconds,
    months,
    to_microseconds,
    today_in_china,
)


def test_a_month_is_written_and_read_the_same() -> None:
    assert str(Month.parse("2023-03")) == "2023-03"
    assert Month.parse("2023-12").chinese == "2023年12月"


@pytest.mark.parametrize("text", ["2023-3", "2023-13", "2023-00", "202303", "２０２３-03", "23-03", "", "1900-01"])
def test_anything_but_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"月份|月"):
        Month.parse(text)


@given(st.integers(1950, 2090), st.integers(1, 12), st.integers(-300, 300))
def test_shifting_there_and_back_is_no_change(year: int, month: int, steps: int) -> None:
    start = Month(year, month)
    assert start.shift(steps).shift(-steps) == start
    assert start.shift(steps).ordinal - start.ordinal == steps


def test_months_run_over_the_turn_of_the_year_with_both_ends() -> None:
    assert [str(month) for month in months(Month(2020, 11), Month(2021, 2))] == [
        "2020-11",
        "2020-12",
        "2021-01",
        "2021-02",
    ]


def test_the_last_day_of_february_knows_leap_years() -> None:
    assert Month(2024, 2).last_day == date(2024, 2, 29)


def test_the_day_in_china_turns_eight_hours_earlier_than_in_utc() -> None:
    assert today_in_china(SettableClock(datetime(2023, 3, 31, 16, 0, tzinfo=UTC))) == date(2023, 4, 1)


def test_a_settable_clock_never_runs_backwards() -> None:
    clock = SettableClock(datetime(2023, 1, 1, tzinfo=UTC))
    clock.set(datetime(2022, 1, 1, tzinfo=UTC))
    assert clock.now().year == 2023
    clock.advance(timedelta(days=400))
    assert clock.now().year == 2024


def test_the_system_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_instant_survives_the_store_to_the_microsecond(instant: datetime) -> None:
    assert from_microseconds(to_microseconds(instant)) == instant


@given(
    st.integers(-662_688_000, 4_102_444_800), st.sampled_from([UTC, CHINA, timezone(timedelta(hours=5, minutes=30))])
)
def test_the_day_in_china_is_that_of_its_clocks(seconds: int, written_in: tzinfo) -> None:
    instant = datetime.fromtimestamp(seconds, written_in)
    assert day_in_china(instant) == instant.astimezone(CHINA).date()
