"""What the reviewer sees first."""

from __future__ import annotations

from datetime import date

import pytest

from services.intake.pages.views.findings import Count
from services.intake.pages.views.month_strip import StripReport, month_cell
from services.intake.pages.views.reviewer.queue import QueueRow, narrowed, ordered, totals
from services.intake.reports.state import ReportState, Status
from shared.periods import Month
from shared.work_calendar import WorkCalendar

NONE = Count(0, 0, 0, 0, 0)


def _row(region: str, count: Count = NONE, status: Status = "submitted", level: str = "county") -> QueueRow:
    state = ReportState() if status == "none" else ReportState(1, status, 1 if status == "accepted" else None)
    cell = month_cell(Month(2025, 6), StripReport(state, None), True, date(2025, 7, 20), WorkCalendar())
    return QueueRow(region, region, level, cell, "", count, False)


ROWS = [
    _row("1", status="none"),
    _row("2", status="accepted", count=Count(1, 0, 0, 0, 0)),
    _row("3"),
    _row("4", Count(0, 0, 2, 0, 0)),
    _row("5", Count(0, 1, 0, 0, 0), level="province"),
    _row("6", Count(1, 0, 0, 0, 0)),
    _row("7", status="returned"),
]


def test_blocks_come_first_then_the_unexplained_the_explained_and_the_clean() -> None:
    assert [row.region for row in ordered(ROWS)] == ["6", "5", "4", "3", "1", "2", "7"]


@pytest.mark.parametrize(
    ("status", "level", "regions"),
    [
        ("pending", "", "3456"),
        ("findings", "", "456"),
        ("accepted", "", "2"),
        ("returned", "", "7"),
        ("missing", "", "1"),
        ("all", "province", "5"),
        ("all", "", "1234567"),
    ],
)
def test_the_queue_can_be_narrowed(status: str, level: str, regions: str) -> None:
    assert "".join(row.region for row in narrowed(ROWS, status, level)) == regions


def test_the_month_is_counted_whatever_is_shown() -> None:
    found = totals(ROWS)
    assert (found.expected, found.reported, found.pending, found.accepted) == (7, 5, 4, 1)
    assert (found.returned, found.missing, found.blocked, found.unexplained) == (1, 1, 1, 1)
