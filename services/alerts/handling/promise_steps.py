"""What follows from a promise: that it was kept, or that it was not and 督办. Pure.

============  ==================================================  =======================================
what          when                                                how often
============  ==================================================  =======================================
kept, broken  the promised month is held against the figures      once a promised month
supervision   the promise was broken, and the figure is not back  then, and each quarter, once an episode
============  ==================================================  =======================================

Nothing while an episode is frozen or silenced: what falls due then follows afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from services.alerts.episodes.episode import NO_LONGER_BINDING
from services.alerts.episodes.known_months import History, newest_judged
from services.alerts.episodes.policy import Policy
from services.alerts.handling.promise import Promises
from services.alerts.handling.promised_month import HeldPromise, hold, reached
from shared.events import (
    AlertEscalated,
    AlertExpired,
    AlertPromiseBroken,
    AlertPromiseKept,
    AlertResolved,
    QuotedPromise,
)
from shared.periods import Month

QUARTER_MONTHS = 3

PromiseEvent = AlertPromiseKept | AlertPromiseBroken | AlertEscalated


@dataclass(frozen=True, slots=True)
class PromiseFigures:
    """What is known of an episode's months, and by which rule it is judged; ``still``: nothing is decided, as it is
    closed, frozen or silenced."""

    history: History
    policy: Policy
    still: bool = False


@dataclass(frozen=True, slots=True)
class PromiseDecision:
    """What follows, and why, the reason that nothing does included."""

    events: tuple[PromiseEvent, ...]
    reason: str


def promise_steps(alert: str, state: Promises, figures: PromiseFigures, today: date) -> PromiseDecision:
    """What falls due by ``today`` of what the open episode's department has promised."""
    promise = state.current
    if figures.still:
        return PromiseDecision((), "still")
    if promise is None:
        return PromiseDecision((), "nothing_promised")
    if promise.month in state.kept:
        return PromiseDecision((), "kept_before")
    if promise.month in state.broken:
        return _while_broken(alert, state, promise, figures, today)
    return _judged(alert, state, promise, figures, today)


def _judged(
    alert: str, state: Promises, promise: QuotedPromise, figures: PromiseFigures, today: date
) -> PromiseDecision:
    held = hold(promise.month, figures.history, figures.policy, today)
    if held.outcome == "waiting":
        return PromiseDecision((), held.reason)
    verdict = _verdict(alert, state, promise, held)
    if held.outcome == "kept" or not _quarter_over(state, today):
        return PromiseDecision((verdict,), held.reason)
    return PromiseDecision((verdict, _supervision(alert, state, promise, figures, "promise_broken")), held.reason)


def at_close(
    alert: str, state: Promises, closed: AlertResolved | AlertExpired, figures: PromiseFigures, today: date
) -> AlertPromiseKept | AlertPromiseBroken | None:
    """What becomes of a promise that is still open when its episode ends; None where there is none, or nobody can say.

    Whom the figures have brought back by the promised month has kept it. Later the promised month decides; where its
    figures were never accepted, what was reported of it can break the promise, and keep it only together with the
    accepted figures on which the alert was resolved.
    """
    promise = state.open
    if promise is None or closed.reason == NO_LONGER_BINDING:
        return None
    resolved = isinstance(closed, AlertResolved)
    if resolved and closed.period <= promise.month:
        return _verdict(alert, state, promise, HeldPromise("kept", "closed_in_time", closed.period, closed.assessment))
    held = hold(promise.month, figures.history, figures.policy, today)
    if held.outcome != "waiting":
        return _verdict(alert, state, promise, held)
    if held.assessment is None:
        return None
    if not reached(held.assessment, figures.policy):
        return _verdict(alert, state, promise, replace(held, outcome="broken", reason="behind_on_reported"))
    return _verdict(alert, state, promise, replace(held, outcome="kept", reason="closed_late")) if resolved else None


def _while_broken(
    alert: str, state: Promises, promise: QuotedPromise, figures: PromiseFigures, today: date
) -> PromiseDecision:
    if not _quarter_over(state, today):
        return PromiseDecision((), "supervised_this_quarter")
    newest = newest_judged(figures.history)
    if newest is not None and reached(newest[1], figures.policy):
        return PromiseDecision((), "reached_not_accepted")
    return PromiseDecision(
        (_supervision(alert, state, promise, figures, "promise_still_broken"),), "promise_still_broken"
    )


def _quarter_over(state: Promises, today: date) -> bool:
    return state.supervised_on is None or today >= a_quarter_after(state.supervised_on)


def a_quarter_after(day: date) -> date:
    """The same day three months later, or that month's last."""
    month = Month.of(day).shift(QUARTER_MONTHS)
    return month.first_day.replace(day=min(day.day, month.last_day.day))


def _verdict(
    alert: str, state: Promises, promise: QuotedPromise, held: HeldPromise
) -> AlertPromiseKept | AlertPromiseBroken:
    assert held.assessment is not None, "a verdict rests on figures"
    kind = AlertPromiseKept if held.outcome == "kept" else AlertPromiseBroken
    return kind(
        alert=alert,
        episode=state.episode,
        period=held.period,
        promise=promise,
        reason=held.reason,
        assessment=held.assessment,
    )


def _supervision(
    alert: str, state: Promises, promise: QuotedPromise, figures: PromiseFigures, reason: str
) -> AlertEscalated:
    newest = newest_judged(figures.history)
    return AlertEscalated(
        alert=alert,
        episode=state.episode,
        step="supervision",
        reason=reason,
        day=Month.parse(promise.month).last_day.isoformat(),
        promise=promise,
        gap=newest[1].gap if newest is not None else None,
    )
