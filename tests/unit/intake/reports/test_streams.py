"""Which stream holds what."""

from __future__ import annotations

from services.intake.reports.streams import (
    SUBMISSIONS,
    period_stream,
    region_and_period,
    region_of,
    report_stream,
    target_stream,
)
from shared.events import PeriodClosed


def test_a_stream_tells_the_region_or_area_that_it_is_about() -> None:
    assert report_stream("500101", "2023-03") == "report-500101-2023-03"
    assert region_of(report_stream("500101", "2023-03")) == "500101"
    assert region_of(period_stream("500000", "2023-03")) == "500000"


def test_the_stream_of_a_target_is_no_regions() -> None:
    assert region_of(target_stream("chongqing-2021-2025", 8)) not in ("500000", "500101")


def test_every_event_of_intake_has_its_region_and_month() -> None:
    assert region_and_period(PeriodClosed(region="500000", period="2023-03")) == ("500000", "2023-03")
    assert SUBMISSIONS == ("ReportSubmitted", "ReportCorrected")
