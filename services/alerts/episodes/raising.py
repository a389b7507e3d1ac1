"""What an assessment makes of an alert that is not open: a raise, a 提示, or nothing. Pure."""

from __future__ import annotations

from datetime import date

from services.alerts.episodes.advice.advising import advised
from services.alerts.episodes.doubts import DOUBTFUL, waits_for_review
from services.alerts.episodes.episode import LIKELY_MISSED, NO_LONGER_BINDING, AlertDecision, Episode
from services.alerts.episodes.known_months import History, current_levels, warranted
from services.alerts.episodes.policy import Policy, rank
from services.alerts.episodes.reopening import reopened, undone
from shared.events import AlertRaised, ProgressAssessed


def while_closed(
    state: Episode,
    history: History,
    after: History,
    assessed: ProgressAssessed,
    policy: Policy,
    number: str,
    today: date,
) -> AlertDecision:
    """Raise where the policy now does and did not before; or where a month it did got worse still."""
    level, period = assessed.assessment.level, assessed.period
    if period < state.unbound_from:
        return AlertDecision((), NO_LONGER_BINDING)
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
        return _warranted(state, after, assessed, first, policy, number, today, corrected=not newest)
    if _likely_missed(state, after, assessed):
        return AlertDecision((advised(assessed, number, LIKELY_MISSED),), "advised")
    if not policy.behind(level):
        return AlertDecision((), "on_schedule")
    return AlertDecision((), "first_period_behind" if period == max(new_levels) else "only_recorded")


def _warranted(
    state: Episode,
    after: History,
    assessed: ProgressAssessed,
    period: str,
    policy: Policy,
    number: str,
    today: date,
    *,
    corrected: bool,
) -> AlertDecision:
    judged = after[period].judged
    assert judged is not None, "a warranted period was judged"
    if waits_for_review(judged, period, policy, today):
        return AlertDecision((), DOUBTFUL, held=True)
    if undone(state, after, period, policy):
        return reopened(state, assessed, period, judged.level, judged)
    return _raised(state, after, assessed, period, policy, number, corrected=corrected)


def _likely_missed(state: Episode, after: History, assessed: ProgressAssessed) -> bool:
    """Whether the newest month is 蓝, and the target has left 蓝 since its last 提示."""
    levels = current_levels(after)
    if assessed.assessment.level != "blue" or assessed.period != levels[-1][0]:
        return False
    since = [level for period, level in levels if period > state.advised_period]
    return not state.advised_period or any(level != "blue" for level in since)


def _raised(
    state: Episode,
    after: History,
    assessed: ProgressAssessed,
    period: str,
    policy: Policy,
    number: str,
    *,
    corrected: bool,
) -> AlertDecision:
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
    return AlertDecision((raised,), raised.reason)
