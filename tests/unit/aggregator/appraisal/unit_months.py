"""Made-up months of a unit, event by event, and the scheme they are scored by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.aggregator.appraisal.occurrences import FalseReport, GoalStanding, PastEvent, UnitMonthFacts
from services.aggregator.reports.handlers import IntakeEvent
from shared.catalogue.model import AppraisalItem, AppraisalScheme, Deduction
from shared.events import ReportAccepted, ReportCorrected, ReportReturned, ReportSubmitted, ReportWithdrawn
from shared.periods import Month
from shared.work_calendar import WorkCalendar

UNIT, PERIOD = "500107", Month(2024, 3)
CALENDAR = WorkCalendar()
DUE = CALENDAR.due_day(PERIOD)
"""2024-04-08: 清明 is 4 to 6 April, the 7th is worked."""
LATER = date(2024, 12, 31)

SCHEME = AppraisalScheme(
    "own",
    "考核办法（虚构）",
    "虚构",
    "",
    None,
    None,
    (
        AppraisalItem(
            "timely",
            "报送及时",
            Decimal(30),
            Decimal(1),
            {Deduction.LATE: Decimal(5), Deduction.MISSING: Decimal(30)},
        ),
        AppraisalItem(
            "accurate",
            "数据准确",
            Decimal(30),
            Decimal(1),
            {Deduction.RETURNED: Decimal(5), Deduction.CORRECTED: Decimal(3)},
        ),
        AppraisalItem("truthful", "数据真实", Decimal(10), Decimal(2), {Deduction.FALSE: Decimal(10)}),
        AppraisalItem("progress", "指标进度", Decimal(20), Decimal(1), {}, progress=True),
    ),
)


def submitted() -> ReportSubmitted:
    return ReportSubmitted(region=UNIT, period=str(PERIOD), lines=(), digest="d" * 64)


def corrected() -> ReportCorrected:
    return ReportCorrected(
        region=UNIT, period=str(PERIOD), lines=(), digest="e" * 64, reason="漏报", second_signer="王某"
    )


def accepted(revision: int = 1) -> ReportAccepted:
    return ReportAccepted(region=UNIT, period=str(PERIOD), revision=revision)


def returned(revision: int = 1) -> ReportReturned:
    return ReportReturned(region=UNIT, period=str(PERIOD), revision=revision, reason="有误")


def withdrawn(revision: int = 1) -> ReportWithdrawn:
    return ReportWithdrawn(region=UNIT, period=str(PERIOD), revision=revision, reason="填错")


def past(*events: tuple[date, IntakeEvent]) -> list[PastEvent]:
    """The events at the positions 101, 102, …"""
    return [PastEvent(101 + place, day, event) for place, (day, event) in enumerate(events)]


def facts(
    *events: tuple[date, IntakeEvent],
    today: date = LATER,
    false: tuple[FalseReport, ...] = (),
    goals: tuple[GoalStanding, ...] = (),
    exempt: str = "",
) -> UnitMonthFacts:
    return UnitMonthFacts(UNIT, PERIOD, today, CALENDAR, past(*events), false, goals, exempt)
