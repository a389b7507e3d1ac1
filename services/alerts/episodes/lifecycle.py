"""The life of an alert: raised, changed, frozen, resolved, closed by correction, opened again. Pure.

``decide`` says what an assessment makes of it, with a named reason for every outcome, the one that
nothing happens included. See episode.py for the state, raising.py for what happens while it is closed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.alerts.episodes import expiry
from services.alerts.episodes.episode import FIGURES_RETURNED, NO_LONGER_BINDING, AlertDecision, Episode
from services.alerts.episodes.known_months import (
    History,
    KnownMonth,
    corrections_since,
    cured_on_accepted,
    current_levels,
    is_stale,
    remember,
    still_warranted,
)
from services.alerts.episodes.policy import Policy, is_judged, rank
from services.alerts.episodes.raising import while_closed
from services.alerts.episodes.reopening import when_missing, withdrawn
from shared.events import (
    AlertClosedByCorrection,
    AlertFrozen,
    AlertLevelChanged,
    AlertResolved,
    Level,
    ProgressAssessed,
    UnitCorrection,
)
from shared.periods import Month

CURE_WAITS = "cure_waits_for_review"
"""Why nothing follows from figures that would end an episode: somebody must accept them first."""


def decide(
    state: Episode,
    history: History,
    assessed: ProgressAssessed,
    policy: Policy,
    number: str,
    today: date,
    gathered_by: str = "",
    last: Month | None = None,
) -> AlertDecision:
    """What the assessment makes of the alert.

    ``history`` is what was known before it; ``number`` is the one that the alert has, or is given if this is
    its first event; ``today`` is the day in China. ``gathered_by`` is the number of the open alert of an
    area around this one on the same indicator ('' for none); ``last`` is the plan's last month (None: not known).
    """
    known = history.get(assessed.period)
    assessment = assessed.assessment
    if not assessed.binding:
        return _not_binding(state, known, assessed)
    if is_stale(known, assessment):
        return AlertDecision((), "stale", recorded=False)
    if policy.waits(assessment, Month.parse(assessed.period), today):
        return AlertDecision((), "still_reporting", held=True)
    after = {**history, assessed.period: remember(known, assessment)}
    over = expiry.is_over(assessed, last, today)
    if not is_judged(assessment.level):
        undo = not over and when_missing(state, history, after, assessed, policy)
        return withdrawn(state, after, assessed) if undo else _unjudged(state, after, assessed, gathered_by, over=over)
    if state.open:
        return _while_open(state, after, known, assessed, policy, gathered_by, over=over)
    ended = expiry.while_closed(state, assessed, policy) if over else None
    return ended or while_closed(state, history, after, assessed, policy, number, today)


def _not_binding(state: Episode, known: KnownMonth | None, assessed: ProgressAssessed) -> AlertDecision:
    """An expected target has no alert; one that was raised while the target was binding is over.

    Months before the last that the episode spoke about do not end it: they may be history that was
    assessed anew, and the newest month comes after them.
    """
    older = known is not None and assessed.assessment.data_version < known.data_version
    if not state.open or older or assessed.period < state.last_period:
        return AlertDecision((), "not_binding", recorded=False)
    return replace(_resolved(state, assessed, NO_LONGER_BINDING), recorded=False)


def _unjudged(
    state: Episode, after: History, assessed: ProgressAssessed, gathered_by: str, *, over: bool
) -> AlertDecision:
    """Missing data freezes an open episode; it neither raises nor resolves anything."""
    period, level = assessed.period, assessed.assessment.level
    if over or level != "missing":
        return AlertDecision((), "plan_over" if over else level)
    if not state.open:
        return AlertDecision((), "missing")
    if state.frozen_period is not None:
        return AlertDecision((), "already_frozen")
    if any(judged > period for judged, _ in current_levels(after)):
        return AlertDecision((), "only_recorded")
    frozen = AlertFrozen(
        alert=state.number,
        episode=state.episode,
        period=period,
        reason="coverage_short",
        gathered_by=gathered_by,
        quiet=True,
    )
    return AlertDecision((frozen,), "frozen")


def _while_open(
    state: Episode,
    after: History,
    known: KnownMonth | None,
    assessed: ProgressAssessed,
    policy: Policy,
    gathered_by: str,
    *,
    over: bool,
) -> AlertDecision:
    period, assessment = assessed.period, assessed.assessment
    before = known.judged if known is not None else None
    newest = current_levels(after)[-1][0]
    revision = before is not None or period < newest
    returned = state.frozen_period is not None and newest <= period >= state.frozen_period
    if revision and not still_warranted(after, state.raised_period, policy):
        if cured_on_accepted(after, state.raised_period, policy):
            cures = corrections_since(after, state.raised_version)
            return _closed_by_correction(state, assessed, before.actual if before is not None else None, cures)
        if not returned and not over:
            return AlertDecision((), CURE_WAITS)
    if over or period < newest:
        old_level = before.level if before is not None else None
        earlier = None if over else _earlier_period(state, old_level, assessed, gathered_by)
        return earlier or expiry.while_open(state, assessed, policy)
    if state.frozen_period is None or returned:
        reason = policy.clear_reason(assessment)
        if reason is not None:
            return _resolved(state, assessed, reason)
    if returned:
        return _level_changed(state, assessed, FIGURES_RETURNED, gathered_by)
    return _level_of_newest(state, assessed, gathered_by, revision=revision)


def _level_of_newest(state: Episode, assessed: ProgressAssessed, gathered_by: str, *, revision: bool) -> AlertDecision:
    level = assessed.assessment.level
    if level == state.level:
        if not gathered_by and state.told_level != level:
            return _level_changed(state, assessed, "no_longer_gathered", gathered_by)
        return AlertDecision((), "only_recorded" if revision else "same_level")
    direction = "worsened" if rank(level) > rank(_compared(state, level, gathered_by)) else "improved"
    return _level_changed(state, assessed, f"correction_{direction}" if revision else direction, gathered_by)


def _compared(state: Episode, level: Level, gathered_by: str) -> Level:
    """The level that a change is told against: what the department was last told, where that differs."""
    return state.level if gathered_by or state.told_level == level else state.told_level


def _earlier_period(
    state: Episode, old_level: Level | None, assessed: ProgressAssessed, gathered_by: str
) -> AlertDecision:
    """A corrected or late earlier month: worse than it was and than the episode is, it lifts the level at once."""
    level = assessed.assessment.level
    worse = old_level is None or rank(level) > rank(old_level)
    ours = assessed.period > state.earlier_period
    if worse and ours and rank(level) > rank(state.level):
        return _level_changed(state, assessed, "correction_worsened", gathered_by)
    return AlertDecision((), "only_recorded")


def _level_changed(state: Episode, assessed: ProgressAssessed, reason: str, gathered_by: str) -> AlertDecision:
    changed = AlertLevelChanged(
        alert=state.number,
        episode=state.episode,
        period=assessed.period,
        old_level=_compared(state, assessed.assessment.level, gathered_by),
        level=assessed.assessment.level,
        reason=reason,
        assessment=assessed.assessment,
        gathered_by=gathered_by,
    )
    return AlertDecision((changed,), f"{reason}_gathered" if gathered_by else reason)


def _resolved(state: Episode, assessed: ProgressAssessed, reason: str) -> AlertDecision:
    resolved = AlertResolved(
        alert=state.number,
        episode=state.episode,
        period=assessed.period,
        reason=reason,
        assessment=assessed.assessment,
    )
    return AlertDecision((resolved,), reason)


def _closed_by_correction(
    state: Episode, assessed: ProgressAssessed, old_actual: int | None, cures: tuple[UnitCorrection, ...]
) -> AlertDecision:
    closed = AlertClosedByCorrection(
        alert=state.number,
        episode=state.episode,
        period=assessed.period,
        reason="correction_cured",
        old_actual=old_actual,
        assessment=assessed.assessment,
        corrections=cures,
    )
    return AlertDecision((closed,), "correction_cured")
