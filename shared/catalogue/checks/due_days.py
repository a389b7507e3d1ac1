"""Whether every due day of a plan is known, or some follow the law alone until a year is arranged. Pure."""

from __future__ import annotations

from shared.catalogue.findings import Findings
from shared.catalogue.model import Plan
from shared.periods import months
from shared.work_calendar import WorkCalendar


def check_due_days(plan: Plan, calendar: WorkCalendar, findings: Findings, label: str) -> None:
    """A warning from the first month on whose due day lies in a year that is not arranged yet."""
    first = next(
        (month for month in months(plan.first, plan.last) if calendar.awaits_arrangement(calendar.due_day(month))), None
    )
    if first is not None:
        day = calendar.due_day(first)
        message = (
            f"自{first.chinese}起，应报日（{day.year}年{day.month}月{day.day}日起）和期限暂按法定节假日推算，可能变动："
            f"国务院放假安排收录到{calendar.last_arranged_year}年"
        )
        findings.warning("due_days_tentative", f"{label}/plan.toml", 0, message)
