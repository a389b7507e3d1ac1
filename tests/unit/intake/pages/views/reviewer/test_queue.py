"""What the reviewer sees first."""

from __future__ import annotations

from datetime import date

import pytest

from services.intake.pages.views.findings import Count
from services.intake.pages.views.month_strip import StripReport, month_cell
from services.intake.pages.views.reviewer.queue import (
    Narrowing,
    Neighbours,
    QueueRow,
    beside,
    narrowed,
    ordered,
    totals,
)
from services.intake.reports.state import ReportState, Status
from shared.periods import Month
from shared.work_calendar import WorkCalendar

NONE = Count(0, 0, 0, 0, 0)


def _row(
    region: str, count: Count = NONE, status: Status = "submitted", level: str = "county", within: str = ""
) -> QueueRow:
    state = ReportState() if status == "none" else ReportState(1, status, 1 if status == "accepted" else None)
    cell = month_cell(Month(2025, 6), StripReport(state, None), True, date(2025, 7, 20), WorkCalendar())
    return QueueRow(region, region, level, cell, "", count, False, within)


ROWS = [
    _row("1", status="none"),
    _row("2", status="accepted", count=Count(1, 0, 0, 0, 0)),
    _row("3"),
    _row("4", Count(0, 0, 2, 0, 0)),
    _row("5", Count(0, 1, 0, 0, 0), level="province"),
    _row("6", Count(1, 0, 0, 0, 0), within="5103"),
    _row("7", status="returned"),
]


def test_blocks_come_first_then_the_unexplained_the_explained_and_the_clean() -> None:
    assert [row.region for row in ordered(ROWS)] == ["6", "5", "4", "3", "1", "2", "7"]


@pytest.mark.parametrize(
    ("wanted", "regions"),
    [
        (Narrowing("pending"), "3456"),
        (Narrowing("findings"), "456"),
        (Narrowing("accepted"), "2"),
        (Narrowing("returned"), "7"),
        (Narrowing("missing"), "1"),
        (Narrowing("all", level="province"), "5"),
        (Narrowing("all", within="5103"), "6"),
        (Narrowing("all"), "1234567"),
    ],
)
def test_the_queue_can_be_narrowed(wanted: Narrowing, regions: str) -> None:
    assert "".join(row.region for row in narrowed(ROWS, wanted)) == regions


def test_an_address_says_only_what_narrows() -> None:
    assert Narrowing().address == ""
    assert Narrowing("all", within="510300").address == "&status=all&within=510300"


def test_a_report_has_its_neighbours_in_the_queues_order_and_as_it_is_narrowed() -> None:
    rows = ordered(ROWS)
    assert beside(rows, Narrowing(), "5") == Neighbours("6", "4", 2, 4)
    assert beside(rows, Narrowing("findings"), "4") == Neighbours("5", "", 3, 3)


def test_one_that_has_left_the_queue_is_followed_by_the_first_that_waits() -> None:
    assert beside(ordered(ROWS), Narrowing(), "2") == Neighbours("", "6", 0, 4)
    assert beside([], Narrowing(), "2") == Neighbours()


def test_what_was_not_reported_is_no_neighbour() -> None:
    assert beside(ordered(ROWS), Narrowing("all"), "3").after == "2"


def test_only_a_report_of_which_nothing_was_found_is_clean() -> None:
    assert [row.region for row in ROWS if row.clean] == ["3"]


def test_the_month_is_counted_whatever_is_shown() -> None:
    found = totals(ROWS)
    assert (found.expected, found.reported, found.pending, found.accepted) == (7, 5, 4, 1)
    assert (found.returned, found.missing, found.blocked, found.unexplained) == (1, 1, 1, 1)
