"""The month that a report is of: written right, ended, and the unit's to report. Pure."""

from __future__ import annotations

from datetime import datetime

from services.intake.faults import ReportFault, fault
from services.intake.units.rulebook import UnitRules
from shared.periods import Month, day_in_china
from shared.work_calendar import WorkCalendar


def period_faults(text: str, now: datetime, calendar: WorkCalendar | None = None) -> list[ReportFault]:
    """Faults of a month that must be written right and have ended at ``now``: by the calendar of its region."""
    faults: list[ReportFault] = []
    _ended_month(text, calendar or WorkCalendar(), now, faults)
    return faults


def month_of(text: str, rules: UnitRules | None, now: datetime, faults: list[ReportFault]) -> Month | None:
    """The month, None when it is none; what is wrong with it, and with the unit (None: any) in it, joins ``faults``."""
    month = _ended_month(text, rules.calendar if rules is not None else WorkCalendar(), now, faults)
    if month is not None and rules is not None:
        if rules.first is not None and month < rules.first:
            faults.append(fault("before-first-plan", "/period", f"{month.chinese}早于规划的第一个月"))
        if not rules.region.valid_in(month):
            faults.append(fault("region-not-valid", "/region", f"{rules.region.name}在{month.chinese}不存在"))
    return month


def _ended_month(text: str, calendar: WorkCalendar, now: datetime, faults: list[ReportFault]) -> Month | None:
    try:
        month = Month.parse(text)
    except ValueError as error:
        faults.append(fault("bad-period", "/period", str(error)))
        return None
    if month > calendar.last_ended(day_in_china(now)):
        faults.append(fault("future-month", "/period", f"{month.chinese}尚未结束，不能报送"))
    return month
