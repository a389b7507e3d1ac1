"""How good the reports were, year by year."""

from __future__ import annotations

from datetime import UTC, date, datetime

from services.aggregator.evaluation.parts.quality import ReportedEvent, year_quality
from shared.events import Event, ReportAccepted, ReportCorrected, ReportReturned, ReportSubmitted, ReviewFinding
from shared.events.published.evaluation import YearQuality
from shared.periods import Month, to_microseconds

UNIT = "500101"
OWED = [(UNIT, Month(2023, 12)), (UNIT, Month(2024, 1)), (UNIT, Month(2024, 2))]


def _due(_region: str, month: Month) -> date:
    after = month.shift(1)
    return date(after.year, after.month, 10)


def _submitted(period: str, *findings: ReviewFinding) -> ReportSubmitted:
    return ReportSubmitted(region=UNIT, period=period, lines=(), digest="d", findings=findings)


def _at(event: Event, year: int, month: int, day: int) -> ReportedEvent:
    return ReportedEvent(event, to_microseconds(datetime(year, month, day, 4, tzinfo=UTC)))


def test_reports_are_counted_by_their_own_year_and_late_by_their_first_coming() -> None:
    asked = ReviewFinding("jump", "query", "x", "比上月多")
    screened = ReviewFinding("digits", "screen", "x", "末位")
    again = ReportCorrected(region=UNIT, period="2024-01", lines=(), digest="d", reason="漏", second_signer="s")
    events = [
        _at(_submitted("2023-12"), 2024, 1, 11),
        _at(_submitted("2024-01", asked, screened), 2024, 2, 10),
        _at(ReportReturned(region=UNIT, period="2024-01", revision=1, reason="错"), 2024, 2, 12),
        _at(_submitted("2024-01", asked), 2024, 2, 20),
        _at(ReportAccepted(region=UNIT, period="2024-01", revision=2), 2024, 2, 21),
        _at(again, 2024, 3, 1),
        _at(_submitted("2025-01"), 2025, 2, 1),
    ]
    assert year_quality(OWED, events, _due) == (
        YearQuality(2023, 1, 1, 1, 0, 0, 0),
        YearQuality(2024, 2, 1, 0, 1, 1, 1),
    )


def test_the_due_day_itself_is_in_time_in_chinese_days() -> None:
    late_in_utc = ReportedEvent(_submitted("2023-12"), to_microseconds(datetime(2024, 1, 10, 15, 59, tzinfo=UTC)))
    next_day = ReportedEvent(_submitted("2023-12"), to_microseconds(datetime(2024, 1, 10, 16, 0, tzinfo=UTC)))
    assert [year_quality(OWED[:1], [each], _due)[0].late for each in (late_in_utc, next_day)] == [0, 1]
