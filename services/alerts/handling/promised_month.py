"""The figures of a promised month, held against the promise. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.alerts.episodes.known_months import History
from services.alerts.episodes.policy import Policy, is_judged
from shared.events import Assessment
from shared.periods import Month
from shared.work_calendar import WorkCalendar

Outcome = Literal["kept", "broken", "waiting"]


@dataclass(frozen=True, slots=True)
class HeldPromise:
    """What became of a promise, why, and by the figures of which ``period``; both empty while it waits for a month."""

    outcome: Outcome
    reason: str
    period: str = ""
    assessment: Assessment | None = None


def hold(month: str, history: History, policy: Policy, today: date) -> HeldPromise:
    """Hold the promised ``month`` (``YYYY-MM``), or the first judged after it where it is not, against what is known.

    Only accepted figures of enough units keep a promise. When the days for reviewing the month are over, what was
    reported breaks it, and cannot keep it.
    """
    period = _judged(month, history, today, policy.calendar)
    known = history.get(period) if period is not None else None
    if period is None or known is None or known.judged is None:
        return HeldPromise("waiting", "month_not_judged")
    assessment = known.judged
    if policy.clear_reason(assessment) is not None:
        return HeldPromise("kept", "on_trajectory", period, assessment)
    back, enough = reached(assessment, policy), policy.enough_accepted(assessment)
    if today <= policy.reviewed_by(Month.parse(period)) and (back or not enough):
        return HeldPromise("waiting", "awaits_acceptance", period, assessment)
    if enough:
        return HeldPromise("broken", "behind_on_accepted", period, assessment)
    if back:
        return HeldPromise("waiting", "reached_not_accepted", period, assessment)
    return HeldPromise("broken", "behind_on_reported", period, assessment)


def reached(assessment: Assessment, policy: Policy) -> bool:
    """Whether the figure, accepted or not, is where an alert would be cleared."""
    if assessment.progress is not None and assessment.rule == "trajectory":
        return assessment.progress >= policy.clear_progress
    return assessment.gap is not None and assessment.gap <= 0


def _judged(month: str, history: History, today: date, calendar: WorkCalendar) -> str | None:
    known = history.get(month)
    if known is not None and is_judged(known.level):
        return month
    if today <= calendar.due_day(Month.parse(month)):
        return None
    later = sorted(period for period, each in history.items() if period > month and is_judged(each.level))
    return later[0] if later else None
