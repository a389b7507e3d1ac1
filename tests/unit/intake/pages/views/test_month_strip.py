"""Where a month stands, in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.intake.pages.views.month_strip import LOOKS, StripReport, month_cell, tally
from services.intake.reports.state import ReportState
from shared.periods import Month, to_microseconds
from shared.work_calendar import WorkCalendar

CALENDAR = WorkCalendar()
JUNE = Month(2025, 6)  # due on 2025-07-07


def _at(day: int, hour: int = 2) -> int:
    return to_microseconds(datetime(2025, 7, day, hour, tzinfo=UTC))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (ReportState(1, "submitted"), "submitted"),
        (ReportState(2, "submitted", 1), "corrected"),
        (ReportState(1, "accepted", 1), "accepted"),
        (ReportState(1, "returned"), "returned"),
        (ReportState(1, "withdrawn"), "withdrawn"),
    ],
)
def test_a_report_is_where_its_last_event_left_it(state: ReportState, expected: str) -> None:
    assert month_cell(JUNE, StripReport(state, _at(3)), True, date(2025, 7, 10), CALENDAR).state == expected


def test_nothing_reported_is_owed_until_the_due_day_ends_and_missing_afterwards() -> None:
    nothing = StripReport(ReportState())
    last_day = month_cell(JUNE, nothing, True, date(2025, 7, 7), CALENDAR)
    day_after = month_cell(JUNE, nothing, True, date(2025, 7, 8), CALENDAR)
    assert (last_day.state, last_day.timing, last_day.late) == ("owed", "7月7日前", False)
    assert (day_after.state, day_after.timing, day_after.late) == ("missing", "逾期 1 天", True)


def test_a_month_that_nobody_owes_is_not_missing() -> None:
    assert month_cell(JUNE, StripReport(ReportState()), False, date(2026, 1, 1), CALENDAR).state == "not-owed"


def test_the_day_counts_in_china() -> None:
    evening = StripReport(ReportState(1, "submitted"), _at(7, 15))  # 23:00 on the due day in China
    midnight = StripReport(ReportState(1, "submitted"), _at(7, 16))  # 00:00 on the day after
    assert month_cell(JUNE, evening, True, date(2025, 7, 9), CALENDAR).timing == "按时"
    assert month_cell(JUNE, midnight, True, date(2025, 7, 9), CALENDAR).timing == "迟报 1 天"


def test_every_state_has_a_word_and_a_shape_of_its_own() -> None:
    assert len({look.word for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.shape for look in LOOKS.values()}) == len(LOOKS)


def test_a_strip_is_counted() -> None:
    today = date(2025, 7, 10)
    cells = [
        month_cell(JUNE, StripReport(ReportState(1, "accepted", 1), _at(3)), True, today, CALENDAR),
        month_cell(JUNE, StripReport(ReportState(2, "returned"), _at(9)), True, today, CALENDAR),
        month_cell(JUNE, StripReport(ReportState()), True, today, CALENDAR),
    ]
    counted = tally(cells)
    assert (counted.on_time, counted.late, counted.missing, counted.returned) == (1, 1, 1, 1)
    assert (counted.accepted, counted.revised) == (1, 1)


def test_what_fills_in_the_past_is_neither_late_nor_missing() -> None:
    came = month_cell(
        JUNE, StripReport(ReportState(1, "submitted"), _at(30)), True, date(2026, 1, 1), CALENDAR, backfills=True
    )
    open_still = month_cell(JUNE, StripReport(ReportState()), True, date(2026, 1, 1), CALENDAR, backfills=True)
    assert (came.state, came.timing, came.late) == ("submitted", "补录", False)
    assert (open_still.state, open_still.timing, open_still.late) == ("not-owed", "可补录", False)
    assert not open_still.to_do
    counted = tally([came, open_still])
    assert (counted.on_time, counted.late, counted.missing) == (0, 0, 0)


def test_a_due_day_that_the_office_has_moved_is_told_and_gone_by() -> None:
    moved = WorkCalendar({date(2025, 7, 7): False})
    cell = month_cell(JUNE, StripReport(ReportState()), True, date(2025, 7, 8), moved)
    assert (cell.state, cell.timing, cell.due) == ("owed", "7月8日前", date(2025, 7, 8))
