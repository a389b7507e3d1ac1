"""The 提示 of an expected target: when it is given, and when it is over. Pure.

An expected target has no alert. Where it is a bound to keep, or its plan says so, its department is told that it was
broken for two judged periods in a row, or that the year's mean so far is over it: once, until it is kept again on
accepted figures. That it is kept again is recorded, and told to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeGuard

from services.alerts.episodes import expiry
from services.alerts.episodes.episode import LIKELY_MISSED, AlertDecision, Episode
from services.alerts.episodes.known_months import History, is_stale, judged_now, remember
from services.alerts.episodes.policy import Policy
from shared.events import AlertAdviceLifted, AlertAdvised, Assessment, Event, ProgressAssessed
from shared.periods import Month

PERIODS = 2
"""How many judged periods in a row must break a bound, or be behind."""

BOUND_BROKEN_TWICE, YEAR_MEAN_BROKEN, BEHIND_TWICE = "bound_broken_twice", "year_mean_broken", "behind_twice"

_BOUNDS = ("floor", "ceiling")
_BROKEN = ("bound_breached", "year_mean_breached", "single_month_below", "single_month_above")
"""The reasons of an assessment by which a period broke its bound, a single month of a year's mean among them."""


def decide(
    state: Episode,
    history: History,
    assessed: ProgressAssessed,
    policy: Policy,
    number: str,
    today: date,
    last: Month | None = None,
) -> AlertDecision:
    """What the assessment of an expected target makes of its 提示.

    ``history`` is what was known of its months before; the rest as of the lifecycle's ``decide``.
    """
    known, assessment = history.get(assessed.period), assessed.assessment
    if is_stale(known, assessment):
        return AlertDecision((), "stale", recorded=False)
    if policy.waits(assessment, Month.parse(assessed.period), today):
        return AlertDecision((), "still_reporting", held=True)
    judged = judged_now({**history, assessed.period: remember(known, assessment, binding=False)})
    if not judged or judged[-1][0] != assessed.period:
        return AlertDecision((), "only_recorded")
    if state.standing_advice:
        return _while_advised(state, assessed, policy, number)
    if expiry.is_over(assessed, last, today):
        return AlertDecision((), "plan_over")
    return _while_silent(assessed, judged, policy, number)


def advised(assessed: ProgressAssessed, number: str, reason: str) -> AlertAdvised:
    """The 提示 of a target, of an expected one or a binding one (蓝), for this reason."""
    return AlertAdvised(
        alert=number,
        plan=assessed.plan,
        row=assessed.row,
        indicator=assessed.indicator,
        region=assessed.region,
        period=assessed.period,
        reason=reason,
        assessment=assessed.assessment,
    )


def of_expected(event: Event) -> TypeGuard[AlertAdvised]:
    """Whether an event is a 提示 of an expected target, not the 蓝 of a binding one."""
    return isinstance(event, AlertAdvised) and event.reason != LIKELY_MISSED


def broke(assessment: Assessment, policy: Policy) -> bool:
    """Whether a judged period broke its bound; of what has a line, whether it was behind as an alert counts it."""
    return assessment.reason in _BROKEN if assessment.rule in _BOUNDS else policy.behind(assessment.level)


def _while_silent(
    assessed: ProgressAssessed, judged: Sequence[tuple[str, Assessment]], policy: Policy, number: str
) -> AlertDecision:
    if not broke(assessed.assessment, policy):
        return AlertDecision((), "kept")
    reason = _reason(assessed, judged, policy)
    if reason is None:
        return AlertDecision((), "first_period_broken")
    return AlertDecision((advised(assessed, number, reason),), reason)


def _reason(assessed: ProgressAssessed, judged: Sequence[tuple[str, Assessment]], policy: Policy) -> str | None:
    """Why a 提示 is due; None where it is not. The mean of a year of which one month is known is a single month.

    ``breached_periods`` tells of periods that were judged before this listened.
    """
    newest = assessed.assessment
    long = newest.breached_periods >= PERIODS
    if newest.reason == "year_mean_breached":
        known = sum(Month.parse(period).year == Month.parse(assessed.period).year for period, _ in judged)
        if long or known >= PERIODS:
            return YEAR_MEAN_BROKEN
    if not long and not (len(judged) >= PERIODS and all(broke(each, policy) for _, each in judged[-PERIODS:])):
        return None
    return BOUND_BROKEN_TWICE if newest.rule in _BOUNDS else BEHIND_TWICE


def _while_advised(state: Episode, assessed: ProgressAssessed, policy: Policy, number: str) -> AlertDecision:
    assessment = assessed.assessment
    kept = None if broke(assessment, policy) else policy.clear_reason(assessment)
    if kept is None:
        return AlertDecision((), "advised_before")
    lifted = AlertAdviceLifted(
        alert=number,
        plan=assessed.plan,
        row=assessed.row,
        indicator=assessed.indicator,
        region=assessed.region,
        period=assessed.period,
        advised_period=state.standing_advice,
        reason=kept,
        assessment=assessment,
    )
    return AlertDecision((lifted,), kept)
