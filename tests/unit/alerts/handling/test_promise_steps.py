"""What follows from a promise; and, over random years, what never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.episodes.known_months import KnownMonth
from services.alerts.episodes.policy import Policy
from services.alerts.handling.promise import Promises, evolve
from services.alerts.handling.promise_steps import (
    PromiseDecision,
    PromiseFigures,
    a_quarter_after,
    at_close,
    promise_steps,
)
from shared.events import (
    AlertAnswered,
    AlertEscalated,
    AlertExpired,
    AlertPromiseBroken,
    AlertPromiseKept,
    AlertResolved,
)
from shared.periods import Month
from tests.builders import PROMISE, an_assessment
from tests.unit.alerts.handling.test_handling import raised
from tests.unit.alerts.handling.test_promised_month import BACK, BEHIND, known

PROMISED = Promises(episode=1, accepted=PROMISE)
"""To be back by March 2025."""

TODAY = date(2025, 4, 21)


def figures(**months: KnownMonth) -> PromiseFigures:
    return PromiseFigures({f"2025-{name[1:]}": month for name, month in months.items()}, Policy())


BROKEN = figures(m03=known(38, 9_000, **BEHIND))
KEPT = figures(m03=known(38, 10_000, **BACK))


def take(state: Promises, decision: PromiseDecision, day: date) -> Promises:
    for event in decision.events:
        state = evolve(state, event, day)
    return state


def test_a_promise_that_was_kept_is_told_once() -> None:
    decision = promise_steps("CQ-08", PROMISED, KEPT, TODAY)
    (kept,) = decision.events
    assert isinstance(kept, AlertPromiseKept)
    assert (kept.promise, kept.period, kept.reason) == (PROMISE, "2025-03", "on_trajectory")
    after = take(PROMISED, decision, TODAY)
    assert promise_steps("CQ-08", after, KEPT, TODAY) == PromiseDecision((), "kept_before")


def test_a_broken_promise_is_followed_by_supervision_that_quotes_it_then_each_quarter() -> None:
    decision = promise_steps("CQ-08", PROMISED, BROKEN, TODAY)
    broken, supervision = decision.events
    assert isinstance(broken, AlertPromiseBroken)
    assert isinstance(supervision, AlertEscalated)
    assert (supervision.step, supervision.reason, supervision.day) == ("supervision", "promise_broken", "2025-03-31")
    assert supervision.promise == PROMISE
    after = take(PROMISED, decision, TODAY)
    assert promise_steps("CQ-08", after, BROKEN, date(2025, 7, 20)).reason == "supervised_this_quarter"
    again = promise_steps("CQ-08", after, BROKEN, date(2025, 7, 21))
    assert [each.reason for each in again.events] == ["promise_still_broken"]


def test_who_is_back_but_not_accepted_yet_is_not_supervised_again() -> None:
    after = take(PROMISED, promise_steps("CQ-08", PROMISED, BROKEN, TODAY), TODAY)
    back = figures(m03=known(38, 9_000, **BEHIND), m06=known(5, None, **BACK))
    assert promise_steps("CQ-08", after, back, date(2025, 8, 1)).reason == "reached_not_accepted"


@pytest.mark.parametrize(
    ("state", "what", "reason"),
    [
        (PROMISED, replace(BROKEN, still=True), "still"),
        (Promises(episode=1), BROKEN, "nothing_promised"),
        (PROMISED, figures(), "month_not_judged"),
        (PROMISED, figures(m03=known(5, None, **BACK)), "reached_not_accepted"),
    ],
)
def test_nothing_follows_without_figures_a_promise_or_while_the_alert_stands_still(
    state: Promises, what: PromiseFigures, reason: str
) -> None:
    assert promise_steps("CQ-08", state, what, TODAY) == PromiseDecision((), reason)


def resolved(period: str, reason: str = "caught_up") -> AlertResolved:
    return AlertResolved(
        alert="CQ-08", episode=1, period=period, reason=reason, assessment=an_assessment(level="normal")
    )


def test_who_is_back_by_the_promised_month_has_kept_it() -> None:
    verdict = at_close("CQ-08", PROMISED, resolved("2025-03"), figures(), TODAY)
    assert isinstance(verdict, AlertPromiseKept)
    assert verdict.reason == "closed_in_time"


def test_who_is_back_later_is_held_against_the_promised_month() -> None:
    assert isinstance(at_close("CQ-08", PROMISED, resolved("2025-04"), BROKEN, TODAY), AlertPromiseBroken)
    unreviewed = figures(m03=known(5, None, **BACK))
    late = at_close("CQ-08", PROMISED, resolved("2025-04"), unreviewed, TODAY)
    assert isinstance(late, AlertPromiseKept)
    assert late.reason == "closed_late"


def test_nothing_is_said_of_a_promise_about_a_target_that_binds_no_more_or_of_which_nobody_can_say() -> None:
    assert at_close("CQ-08", PROMISED, resolved("2025-03", "no_longer_binding"), KEPT, TODAY) is None
    expired = AlertExpired(
        alert="CQ-08", episode=1, period="2025-12", reason="unreported", assessment=an_assessment(), figures_period=""
    )
    assert at_close("CQ-08", PROMISED, expired, figures(), TODAY) is None


def test_a_quarter_ends_with_the_month_where_that_is_shorter() -> None:
    assert a_quarter_after(date(2025, 11, 30)) == date(2026, 2, 28)


MONTHS = [known(38, 9_000, **BEHIND), known(38, 10_000, **BACK), known(5, 9_000, **BACK), known(level="missing")]
STEP = st.tuples(
    st.integers(1, 40), st.sampled_from(["month", "answer", "still", "nothing"]), st.integers(0, 3), st.integers(0, 9)
)


@given(st.lists(STEP, min_size=5, max_size=60))
def test_over_random_years_a_promise_is_judged_once_and_supervised_once_a_quarter(steps: list[Any]) -> None:
    state, day = evolve(Promises(), raised(), date(2025, 1, 6)), date(2025, 1, 6)
    history: dict[str, KnownMonth] = {}
    judged: list[str] = []
    supervised: list[date] = []
    for days, what, pick, ahead in steps:
        day += timedelta(days=days)
        if what == "month":
            history[str(Month.of(day).shift(-1))] = MONTHS[pick]
        if what == "answer":
            month = str(Month.of(day).shift(ahead))
            answer = AlertAnswered(alert="CQ-08", episode=1, signer="李某", cause="c", measures="m", expected=month)
            state = evolve(state, answer, day)
        still = what == "still"
        decision = promise_steps("CQ-08", state, PromiseFigures(history, Policy(), still=still), day)
        assert not (still and decision.events)
        assert decision.reason
        for event in decision.events:
            state = evolve(state, event, day)
            if isinstance(event, AlertEscalated):
                assert not supervised or day >= a_quarter_after(supervised[-1])
                supervised.append(day)
            else:
                assert event.promise.month not in judged
                assert event.period >= event.promise.month
                judged.append(event.promise.month)
