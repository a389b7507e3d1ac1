"""The life of an alert: raised, changed, frozen, resolved, closed by correction. Pure.

``evolve`` folds a stream into its state; ``decide`` says what an assessment makes of it, with a
named reason for every outcome, the one that nothing happens included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from services.alerts.history import History, Known, current_levels, is_stale, remember, still_warranted, warranted
from services.alerts.policy import Policy, is_judged, rank
from shared.events import (
    AlertClosedByCorrection,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    Assessment,
    Event,
    Level,
    NotificationQueued,
    ProgressAssessed,
)
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class Episode:
    """The newest episode of an alert (``episode`` 0: never raised).

    ``last_period`` is the latest month the episode has spoken about, ``earlier_period`` that of
    the episode before it: a correction up to there belongs to the past. ``sequence`` numbers the
    episode's messages.
    """

    number: str = ""
    episode: int = 0
    open: bool = False
    level: Level = "normal"
    raised_period: str = ""
    last_period: str = ""
    earlier_period: str = ""
    frozen_period: str | None = None
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from an assessment: events (often none) and why.

    ``recorded`` says whether the assessment belongs into the history; ``held`` that it is to be
    decided on again once the month's due day has passed, and stands at 报送中 until then.
    """

    events: tuple[Event, ...]
    reason: str
    recorded: bool = True
    held: bool = False

    def seen(self, assessment: Assessment) -> Assessment:
        """The assessment as the history keeps it."""
        return msgspec.structs.replace(assessment, level="reporting") if self.held else assessment


def evolve(state: Episode, event: Event) -> Episode:
    """The state after one more event of the stream; events of other kinds leave it as it is."""
    match event:
        case AlertRaised():
            return Episode(
                number=event.alert,
                episode=event.episode,
                open=True,
                level=event.level,
                raised_period=event.period,
                last_period=event.period,
                earlier_period=state.last_period,
            )
        case AlertLevelChanged():
            thawed = None if event.reason == "figures_returned" else state.frozen_period
            return replace(_at(state, event.period), level=event.level, frozen_period=thawed)
        case AlertFrozen():
            return replace(_at(state, event.period), frozen_period=event.period)
        case AlertResolved() | AlertClosedByCorrection():
            return replace(_at(state, event.period), open=False, frozen_period=None)
        case NotificationQueued():
            return replace(state, sequence=event.sequence)
    return state


def fold(events: Iterable[Event]) -> Episode:
    """The state after all events of a stream."""
    state = Episode()
    for event in events:
        state = evolve(state, event)
    return state


def _at(state: Episode, period: str) -> Episode:
    return replace(state, last_period=max(state.last_period, period))


def decide(
    state: Episode, history: History, assessed: ProgressAssessed, policy: Policy, number: str, today: date
) -> Decision:
    """What the assessment makes of the alert.

    ``history`` is what was known before it; ``number`` names the alert if it is raised for the
    first time; ``today`` is the day in China.
    """
    known = history.get(assessed.period)
    assessment = assessed.assessment
    if not assessed.binding or is_stale(known, assessment):
        return Decision((), "stale" if assessed.binding else "not_binding", recorded=False)
    if policy.waits(assessment, Month.parse(assessed.period), today):
        return Decision((), "still_reporting", held=True)
    after = {**history, assessed.period: remember(known, assessment)}
    if assessment.level == "missing":
        return _missing(state, after, assessed.period)
    if not is_judged(assessment.level):
        return Decision((), assessment.level)
    if state.open:
        return _while_open(state, after, known, assessed, policy)
    return _while_closed(state, history, after, assessed, policy, state.number or number)


def _missing(state: Episode, after: History, period: str) -> Decision:
    """Missing data freezes an open episode; it neither raises nor resolves anything."""
    if not state.open:
        return Decision((), "missing")
    if state.frozen_period is not None:
        return Decision((), "already_frozen")
    if any(judged > period for judged, _ in current_levels(after)):
        return Decision((), "only_recorded")
    frozen = AlertFrozen(alert=state.number, episode=state.episode, period=period, reason="coverage_short")
    return Decision((frozen,), "frozen")


def _while_open(
    state: Episode, after: History, known: Known | None, assessed: ProgressAssessed, policy: Policy
) -> Decision:
    period, assessment = assessed.period, assessed.assessment
    before = known.judged if known is not None else None
    newest = current_levels(after)[-1][0]
    revision = before is not None or period < newest
    if revision and not still_warranted(after, state.raised_period, policy):
        old_actual = before.actual if before is not None else None
        return _closed_by_correction(state, assessed, old_actual)
    if period < newest:
        return _earlier_period(state, before.level if before is not None else None, assessed)
    returned = state.frozen_period is not None and period >= state.frozen_period
    if state.frozen_period is None or returned:
        reason = policy.clear_reason(assessment)
        if reason is not None:
            return _resolved(state, assessed, reason)
    if returned:
        return _level_changed(state, assessed, "figures_returned")
    if assessment.level == state.level:
        return Decision((), "only_recorded" if revision else "same_level")
    direction = "worsened" if rank(assessment.level) > rank(state.level) else "improved"
    return _level_changed(state, assessed, f"correction_{direction}" if revision else direction)


def _earlier_period(state: Episode, old_level: Level | None, assessed: ProgressAssessed) -> Decision:
    """A corrected or late earlier month: worse than it was and than the episode is, it lifts the level at once."""
    level = assessed.assessment.level
    worse = old_level is None or rank(level) > rank(old_level)
    ours = assessed.period > state.earlier_period
    if worse and ours and rank(level) > rank(state.level):
        return _level_changed(state, assessed, "correction_worsened")
    return Decision((), "only_recorded")


def _while_closed(
    state: Episode, history: History, after: History, assessed: ProgressAssessed, policy: Policy, number: str
) -> Decision:
    """Raise where the policy now does and did not before; or where a month it did got worse still."""
    level, period = assessed.assessment.level, assessed.period
    old_levels, new_levels = dict(current_levels(history)), dict(current_levels(after))
    fresh = warranted(new_levels.items(), policy) - warranted(old_levels.items(), policy)
    old_level = old_levels.get(period)
    if old_level is not None and rank(level) > rank(old_level) and period in warranted(new_levels.items(), policy):
        fresh.add(period)
    # one month can complete a row for the months after it, as far as a row is long
    reached = [each for each in new_levels if each >= period][: policy.raise_periods]
    first = next((each for each in reached if each in fresh), None)
    if first is not None:
        newest = period == max(new_levels) and old_level is None
        return _raised(state, after, assessed, first, policy, number, corrected=not newest)
    if not policy.behind(level):
        return Decision((), "on_schedule")
    return Decision((), "first_period_behind" if period == max(new_levels) else "only_recorded")


def _raised(
    state: Episode,
    after: History,
    assessed: ProgressAssessed,
    period: str,
    policy: Policy,
    number: str,
    *,
    corrected: bool,
) -> Decision:
    known = after[period]
    assert known.judged is not None, "a warranted period was judged"
    reason = "red_at_once" if policy.at_once(known.level) else "behind_in_a_row"
    reopens = corrected and state.episode > 0 and period <= state.last_period
    raised = AlertRaised(
        alert=number,
        episode=state.episode + 1,
        plan=assessed.plan,
        row=assessed.row,
        indicator=assessed.indicator,
        region=assessed.region,
        period=period,
        level=known.level,
        reason=f"correction_{reason}" if corrected else reason,
        assessment=known.judged,
        after=state.episode if reopens else None,
    )
    return Decision((raised,), raised.reason)


def _level_changed(state: Episode, assessed: ProgressAssessed, reason: str) -> Decision:
    changed = AlertLevelChanged(
        alert=state.number,
        episode=state.episode,
        period=assessed.period,
        old_level=state.level,
        level=assessed.assessment.level,
        reason=reason,
        assessment=assessed.assessment,
    )
    return Decision((changed,), reason)


def _resolved(state: Episode, assessed: ProgressAssessed, reason: str) -> Decision:
    resolved = AlertResolved(
        alert=state.number,
        episode=state.episode,
        period=assessed.period,
        reason=reason,
        assessment=assessed.assessment,
    )
    return Decision((resolved,), reason)


def _closed_by_correction(state: Episode, assessed: ProgressAssessed, old_actual: int | None) -> Decision:
    closed = AlertClosedByCorrection(
        alert=state.number,
        episode=state.episode,
        period=assessed.period,
        reason="correction_cured",
        old_actual=old_actual,
        assessment=assessed.assessment,
    )
    return Decision((closed,), "correction_cured")
