"""Which stream holds what: a unit's report for a month, an area's month, a row of a plan. Pure."""

from __future__ import annotations

from shared.catalogue.amendments import Amending
from shared.events import (
    Adjusting,
    Event,
    PanelReported,
    ReportAccepted,
    ReportCorrected,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
    Unsigned,
)

ReportEvent = ReportSubmitted | ReportCorrected | ReportAccepted | ReportReturned | ReportWithdrawn | Unsigned
"""What happens to a report; the store holds other streams as well."""

SUBMISSIONS = (ReportSubmitted.__name__, ReportCorrected.__name__)
"""The events that make a revision."""

LinesEvent = ReportSubmitted | ReportCorrected
"""Those of them that hold lines."""


REPORT_PREFIX = "report-"
"""How the name of a report's stream begins; then come its region and month."""


def report_stream(region: str, period: str) -> str:
    """The stream of one unit's report for one month."""
    return f"{REPORT_PREFIX}{region}-{period}"


def period_stream(area: str, period: str) -> str:
    """The stream of one area's month."""
    return f"period-{area}-{period}"


def target_stream(plan: str, row: int) -> str:
    """The stream of what became of one row of a plan."""
    return f"target-{plan}-{row}"


def adjustment_stream(plan: str) -> str:
    """The stream of what was proposed to be adjusted of a plan."""
    return f"adjustments-{plan}"


def plan_stream(event: Amending | Adjusting) -> str:
    """The stream of an event that is about a plan: of the row that it amends, or of the plan's adjustments."""
    return adjustment_stream(event.plan) if isinstance(event, Adjusting) else target_stream(event.plan, event.row)


def panel_stream(event: PanelReported) -> str:
    """The stream of what a sample enterprise reported (用工监测)."""
    return enterprise_stream(event.enterprise)


def enterprise_stream(enterprise: str) -> str:
    """The same by the enterprise's id."""
    return f"panel-{enterprise}"


def region_of(stream: str) -> str:
    """The region, or the area, that a report's or a month's stream is about; of another stream no region's code."""
    return stream[len("report-") : -len("-2023-01")]  # "period-" is as long


def region_and_period(event: Event) -> tuple[str, str]:
    """Which report (or month) an intake event is about."""
    return event.region, event.period  # type: ignore[attr-defined]  # every intake event has both
