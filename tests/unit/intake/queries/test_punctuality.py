"""Where reports stand against their due days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from services.intake.queries.punctuality import Counts, is_late, listed, summarise
from services.intake.reports.standing import ReportRow
from shared.catalogue import Catalogue
from shared.periods import Month, to_microseconds
from shared.work_calendar import LAST_ARRANGED_YEAR, WorkCalendar
from tests.unit.late_plans import taken_up

JUNE = Month(2025, 6)  # due on 2025-07-07
UNIT, OTHER, THIRD = "500101", "500102", "500103"


def _row(region: str, day: int, **changes: Any) -> ReportRow:
    came = to_microseconds(datetime(2025, 7, day, 15, 59, tzinfo=UTC))  # a minute before midnight in China
    return ReportRow(region, str(JUNE), "submitted", 1, None, "", 0, False, 3, 3, came, came, 1, 2, 3, 4)._replace(
        **changes
    )


def test_the_due_day_ends_at_midnight_in_china() -> None:
    assert [is_late(_row(UNIT, day), WorkCalendar()) for day in (6, 7, 8)] == [False, False, True]


def test_a_listed_report_tells_its_days_its_level_and_its_findings(catalogue: Catalogue) -> None:
    found = listed(_row(UNIT, 8, status="accepted", accepted_revision=1, accepted_area="500000"), catalogue, owed=True)
    assert (found["due_day"], found["late"], found["status"]) == ("2025-07-07", True, "accepted")
    assert (found["accepted_area"], found["accepted_level"]) == ("500000", "province")
    assert found["findings"] == {"blocks": 1, "queries": 2, "screens": 3, "standing": 4}
    assert listed(_row(UNIT, 8), catalogue, owed=True)["accepted_area"] is None


def test_what_was_not_owed_has_no_due_day_and_is_never_late(catalogue: Catalogue) -> None:
    found = listed(_row(UNIT, 30), catalogue, owed=False)
    assert (found["due_day"], found["late"]) == (None, False)


def test_a_due_day_of_a_year_that_is_not_arranged_yet_is_tentative(catalogue: Catalogue) -> None:
    beyond = Month(LAST_ARRANGED_YEAR, 12)
    assert listed(_row(UNIT, 8), catalogue, owed=True)["due_day_tentative"] is False
    assert listed(_row(UNIT, 8, period=str(beyond)), catalogue, owed=True)["due_day_tentative"] is True
    assert listed(_row(UNIT, 8, period=str(beyond)), catalogue, owed=False)["due_day_tentative"] is False
    found = summarise([], {JUNE: [UNIT], beyond: [UNIT]}, date(2025, 7, 8), catalogue)
    assert [each["due_day_tentative"] for each in found["periods"]] == [False, True]


def test_every_owed_report_is_counted_once(catalogue: Catalogue) -> None:
    rows = [_row(UNIT, 7, status="accepted", revised=1), _row(OTHER, 8, status="returned")]
    owing = {JUNE: [UNIT, OTHER, THIRD]}
    due = summarise(rows, owing, date(2025, 7, 8), catalogue)
    assert due["total"] == Counts(3, 1, 1, 1, 0, 1, 1, 1)._asdict()
    before = summarise([], owing, date(2025, 7, 7), catalogue)
    assert (before["total"]["pending"], before["total"]["missing"]) == (3, 0)
    assert [each["region"] for each in due["units"]] == [UNIT, OTHER, THIRD]
    total = due["total"]
    assert total["expected"] == total["on_time"] + total["late"] + total["missing"] + total["pending"]


def test_what_fills_in_the_months_before_a_plan_was_taken_up_is_never_late(catalogue: Catalogue) -> None:
    later = taken_up(catalogue, Month(2025, 7))
    found = listed(_row(UNIT, 30), later, owed=True)
    assert (found["due_day"], found["late"], found["backfilled"]) == (None, False, True)
    assert listed(_row(UNIT, 30), taken_up(catalogue, JUNE), owed=True)["late"] is True
