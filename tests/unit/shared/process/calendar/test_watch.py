from __future__ import annotations

from datetime import UTC, datetime

from structlog.testing import capture_logs

from shared.observe import Metrics
from shared.periods import SettableClock
from shared.process.calendar.watch import CalendarWatch
from shared.work_calendar import LAST_ARRANGED_YEAR, WorkCalendar


def test_a_year_that_is_not_arranged_is_warned_of_once_and_the_next_year_again() -> None:
    clock = SettableClock(datetime(LAST_ARRANGED_YEAR, 12, 1, tzinfo=UTC))
    metrics = Metrics()
    watch = CalendarWatch(WorkCalendar(), clock, metrics)
    with capture_logs() as logs:
        watch.sweep()
        watch.sweep()
        clock.set(datetime(LAST_ARRANGED_YEAR + 1, 6, 1, tzinfo=UTC))
        watch.sweep()
        clock.set(datetime(LAST_ARRANGED_YEAR + 1, 12, 1, tzinfo=UTC))
        watch.sweep()
        clock.set(datetime(LAST_ARRANGED_YEAR + 2, 12, 1, tzinfo=UTC))
        watch.sweep()
    assert [each["year"] for each in logs] == [LAST_ARRANGED_YEAR + 1, LAST_ARRANGED_YEAR + 2, LAST_ARRANGED_YEAR + 3]
    assert all(each["log_level"] == "warning" and "calendar" in each["event"] for each in logs)


def test_the_health_check_says_up_to_when_years_are_arranged_and_which_is_missing() -> None:
    arranged = CalendarWatch(WorkCalendar(), SettableClock(datetime(2023, 3, 1, tzinfo=UTC)), Metrics())
    assert arranged.check() == f"放假安排收录到 {LAST_ARRANGED_YEAR} 年"
    missing = CalendarWatch(
        WorkCalendar(), SettableClock(datetime(LAST_ARRANGED_YEAR + 1, 3, 1, tzinfo=UTC)), Metrics()
    )
    assert missing.check().endswith(f"；{LAST_ARRANGED_YEAR + 1} 年暂按法定节假日推算")
    with capture_logs() as logs:
        arranged.sweep()
    assert logs == []


def test_the_metrics_count_the_years_that_are_missing_as_long_as_they_are() -> None:
    metrics, clock = Metrics(), SettableClock(datetime(LAST_ARRANGED_YEAR, 10, 1, tzinfo=UTC))
    watch = CalendarWatch(WorkCalendar(), clock, metrics)
    found = []
    for month in (10, 11, 12):
        clock.set(datetime(LAST_ARRANGED_YEAR, month, 15, tzinfo=UTC))
        watch.sweep()
        watch.sweep()
        found.append(metrics.registry.get_sample_value("xushi_calendar_unarranged_years"))
    assert found == [0, 1, 1]
