"""What of an open episode is news to its department, and what would only be noise, each for a named reason. Pure.

What was found is recorded either way; a gap that grows and a freeze that lasts are found here.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

from services.alerts.episodes.episode import AlertDecision, Episode, tells
from services.alerts.episodes.events import AdviceEvent, AlertEvent
from services.alerts.episodes.known_months import History, newest_judged
from services.alerts.episodes.row import same_result
from shared.events import (
    AlertAdviceLifted,
    AlertClosedByCorrection,
    AlertExpired,
    AlertFreezeLasted,
    AlertFrozen,
    AlertGapGrew,
    AlertLevelChanged,
    AlertOutcomeChanged,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    ProgressAssessed,
)
from shared.periods import Month
from shared.work_calendar import WorkCalendar

Untold = Literal["silenced", "gathered", "month_late", "level_as_told", "result_as_told", "kept_again"]
"""Why nobody is told: the alert is silenced; an area's alert tells of it; a month may merely be late; the department
knows the level, or how the target came out, already; what a 提示 was about is over, and had asked for nothing."""

GROWN = Fraction(6, 5)
"""How much of the gap that was last told makes it news: a fifth more."""


def untold(before: Episode, event: AlertEvent | AdviceEvent, *, silenced: bool) -> Untold | None:
    """Why nobody is told of an event of the episode that stood as ``before``; None where somebody is.

    A raise and a close always are; the rest not while the alert is ``silenced``.
    """
    match event:
        case AlertRaised() | AlertReopened() | AlertResolved() | AlertClosedByCorrection() | AlertExpired():
            return None
        case AlertAdviceLifted():
            return "kept_again"
        case AlertOutcomeChanged():
            return "result_as_told" if same_result(event) else None
        case AlertLevelChanged() | AlertFrozen() if event.gathered_by and not silenced:
            return "gathered"
    return "silenced" if silenced else _no_news(before, event)


def _no_news(before: Episode, event: AlertEvent | AdviceEvent) -> Untold | None:
    if isinstance(event, AlertFrozen) and event.quiet:
        return "month_late"
    if isinstance(event, AlertLevelChanged) and not tells(before, event):
        return "month_late" if before.frozen_period is not None else "level_as_told"
    return None


def gap_grew(state: Episode, after: History, assessed: ProgressAssessed, gathered_by: str = "") -> AlertDecision:
    """What the assessment makes of the gap of an episode whose level is as it was told.

    ``after`` is what is known with it; ``gathered_by`` as in the lifecycle.
    """
    reason = _not_asked(state, after, assessed, gathered_by) or _as_told(state, assessed)
    if reason or state.told_gap is None:
        return AlertDecision((), reason)
    grew = AlertGapGrew(
        alert=state.number,
        episode=state.episode,
        period=assessed.period,
        told_gap=state.told_gap,
        reason="gap_grew",
        assessment=assessed.assessment,
    )
    return AlertDecision((grew,), "gap_grew")


def _not_asked(state: Episode, after: History, assessed: ProgressAssessed, gathered_by: str) -> str:
    """Why the gap of an assessment is nobody's question; '' where it is."""
    if not state.open or state.frozen_period is not None:
        return "not_open"
    if gathered_by:
        return "gathered"
    newest = newest_judged(after)
    return "" if newest == (assessed.period, assessed.assessment) else "not_newest"


def _as_told(state: Episode, assessed: ProgressAssessed) -> str:
    """Why a gap is no news; '' where it has grown by a fifth.

    While reports of a month that was told of are still coming, each moves what was estimated for it: the gap is told
    again when they are all in.
    """
    found = assessed.assessment
    if found.gap is None or state.told_gap is None or state.told_gap <= 0:
        return "no_gap_to_compare"
    if found.gap < GROWN * state.told_gap:
        return "gap_as_told"
    coming = found.reported_units < found.expected_units
    return "reports_coming" if coming and assessed.period == state.last_period else ""


def freeze_lasted(
    state: Episode, today: date, calendar: WorkCalendar, *, silenced: bool = False, gathered_by: str = ""
) -> AlertDecision:
    """What the day makes of an episode that may be frozen: told once the month after the missing one is due."""
    if not state.open or state.frozen_period is None:
        return AlertDecision((), "not_frozen")
    if state.freeze_told:
        return AlertDecision((), "told_before")
    if silenced:
        return AlertDecision((), "silenced")
    if gathered_by:
        return AlertDecision((), "gathered")
    if today <= calendar.due_day(Month.parse(state.frozen_period).shift(1)):
        return AlertDecision((), "month_late")
    lasted = AlertFreezeLasted(
        alert=state.number, episode=state.episode, period=state.frozen_period, reason="coverage_still_short"
    )
    return AlertDecision((lasted,), "freeze_lasted")
