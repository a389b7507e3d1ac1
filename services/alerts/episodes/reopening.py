"""When an episode that was over is not: the accepted figures that it was closed on stand no more. Pure.

The same episode goes on, with what people did in it and what they still owe: it is the same gap.
"""

from __future__ import annotations

from services.alerts.episodes.episode import AlertDecision, Episode
from services.alerts.episodes.known_months import History, KnownMonth, cured_on_accepted, current_levels, newest_judged
from services.alerts.episodes.policy import Policy, is_judged
from shared.events import AlertReopened, Assessment, Level, ProgressAssessed

UNDONE = "close_undone"
"""Figures that warrant the alert stand again in a month that the episode spoke about."""

WITHDRAWN = "close_withdrawn"
"""The figures that it was closed on were returned or taken back, and no others stand yet."""


def undone(state: Episode, after: History, period: str, policy: Policy) -> bool:
    """Whether an alert that is warranted at ``period`` is the closed episode going on: in a month that it spoke about,
    unless the month that resolved it still does."""
    if state.closed_by == "" or not state.earlier_period < period <= state.last_period:
        return False
    return state.closed_by == "correction" or not _resolves(after.get(state.closed_period), policy)


def _resolves(month: KnownMonth | None, policy: Policy) -> bool:
    """Whether a month's accepted figures, as they stand, are enough to resolve an alert."""
    if month is None or month.judged is None or not is_judged(month.level):
        return False
    return policy.clear_reason(month.judged) is not None


def when_missing(state: Episode, before: History, after: History, assessed: ProgressAssessed, policy: Policy) -> bool:
    """Whether the figures of a month that are gone were what a closed episode was closed on, and nothing later bears
    the close out."""
    period, was = assessed.period, before.get(assessed.period)
    if (
        state.open
        or state.closed_by == ""
        or was is None
        or not is_judged(was.level)
        or assessed.assessment.level != "missing"
    ):
        return False
    if not state.earlier_period < period <= state.last_period:
        return False
    newest = newest_judged(after)
    if newest is not None and newest[0] > state.last_period and policy.clear_reason(newest[1]) is not None:
        return False
    if state.closed_by == "resolved":
        return period == state.closed_period
    spoken_of = {month: known for month, known in after.items() if month <= state.last_period}
    return not cured_on_accepted(spoken_of, state.raised_period, policy)


def withdrawn(state: Episode, after: History, assessed: ProgressAssessed) -> AlertDecision:
    """The episode goes on at the level it had; frozen, where no later month is judged."""
    later = any(judged > assessed.period for judged, _ in current_levels(after))
    return reopened(state, assessed, assessed.period, state.level, assessed.assessment, WITHDRAWN, frozen=not later)


def reopened(
    state: Episode,
    assessed: ProgressAssessed,
    period: str,
    level: Level,
    assessment: Assessment,
    reason: str = UNDONE,
    *,
    frozen: bool = False,
) -> AlertDecision:
    """The episode goes on."""
    event = AlertReopened(
        alert=state.number,
        episode=state.episode,
        plan=assessed.plan,
        row=assessed.row,
        indicator=assessed.indicator,
        region=assessed.region,
        period=period,
        since=state.raised_period,
        level=level,
        reason=reason,
        assessment=assessment,
        frozen=frozen,
    )
    return AlertDecision((event,), reason)
