"""What of a unit's month an appraisal counts: delays, returns, corrections, what was recorded as false."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.aggregator.appraisal.occurrences import CountedEvent, FalseReport, occurrences, working_days_late
from tests.unit.aggregator.appraisal.unit_months import (
    CALENDAR,
    DUE,
    accepted,
    corrected,
    facts,
    returned,
    submitted,
    withdrawn,
)

DAY = timedelta(days=1)
EARLY = date(2024, 4, 2)


def test_the_due_day_of_the_month_is_counted_over_the_holiday() -> None:
    assert date(2024, 4, 8) == DUE


@pytest.mark.parametrize(("came", "days"), [(DUE - DAY, 0), (DUE, 0), (DUE + DAY, 1), (date(2024, 4, 15), 5)])
def test_a_delay_is_counted_in_working_days(came: date, days: int) -> None:
    assert working_days_late(CALENDAR, DUE, came) == days


def test_a_report_of_the_weekend_behind_the_due_day_is_one_day_late() -> None:
    friday = date(2024, 4, 12)
    assert working_days_late(CALENDAR, friday, date(2024, 4, 13)) == 1


def test_a_report_on_its_due_day_is_on_time() -> None:
    found = occurrences(facts((DUE, submitted()), (DUE + DAY, accepted())))
    assert (found.late, found.missing, found.owed_by) == (None, None, None)


def test_a_late_report_is_counted_where_it_stands() -> None:
    found = occurrences(facts((date(2024, 4, 15), submitted())))
    assert found.late == CountedEvent(101, date(2024, 4, 15), 1, days=5)


def test_what_is_not_reported_is_missing_from_the_day_behind_its_due_day() -> None:
    assert occurrences(facts(today=DUE)).missing is None
    assert occurrences(facts(today=DUE)).owed_by == DUE
    assert occurrences(facts(today=DUE + DAY)).missing == CountedEvent(0, DUE)


def test_a_return_is_counted_as_such_and_what_comes_again_is_not_late() -> None:
    found = occurrences(facts((EARLY, submitted()), (DUE, returned()), (DUE + 2 * DAY, submitted())))
    assert (found.late, found.missing) == (None, None)
    assert found.returned == [CountedEvent(102, DUE, 1)]


def test_what_was_returned_and_does_not_come_again_is_missing_after_its_three_working_days() -> None:
    sent = (EARLY, submitted()), (DUE, returned())
    waits = date(2024, 4, 11)
    assert occurrences(facts(*sent, today=waits)).owed_by == waits
    assert occurrences(facts(*sent, today=waits + DAY)).missing == CountedEvent(102, waits)


def test_what_a_unit_takes_back_itself_came_when_it_comes_again() -> None:
    found = occurrences(facts((EARLY, submitted()), (EARLY, withdrawn()), (DUE + DAY, submitted())))
    assert found.late == CountedEvent(103, DUE + DAY, 2, days=1)


def test_a_correction_that_is_taken_back_leaves_what_was_accepted() -> None:
    found = occurrences(
        facts((EARLY, submitted()), (EARLY, accepted()), (DUE + DAY, corrected()), (DUE + DAY, withdrawn(2)))
    )
    assert (found.late, found.missing) == (None, None)
    assert found.corrected == [CountedEvent(103, DUE + DAY, 2)]


def test_an_acceptance_that_a_level_above_returns_leaves_nothing() -> None:
    found = occurrences(facts((EARLY, submitted()), (EARLY, accepted()), (DUE, returned())))
    assert found.missing is not None


def test_the_first_report_of_a_closed_month_is_a_late_one_and_no_correction() -> None:
    found = occurrences(facts((date(2024, 4, 15), corrected())))
    assert found.corrected == []
    assert found.late == CountedEvent(101, date(2024, 4, 15), 1, days=5)


def test_what_was_recorded_as_false_stands_with_its_document() -> None:
    false = FalseReport(77, date(2024, 6, 3), 1, "统核〔2024〕3号（虚构）")
    found = occurrences(facts((EARLY, submitted()), false=(false, false)))
    assert found.false == [CountedEvent(77, date(2024, 6, 3), 1, document="统核〔2024〕3号（虚构）")]
