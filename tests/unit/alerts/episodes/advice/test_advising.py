"""When an expected target is advised of, and when that is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.alerts.episodes.advice.advising import (
    BEHIND_TWICE,
    BOUND_BROKEN_TWICE,
    YEAR_MEAN_BROKEN,
    decide,
    of_expected,
)
from services.alerts.episodes.episode import AlertDecision, Episode, evolve
from services.alerts.episodes.known_months import KnownMonth, remember
from services.alerts.episodes.policy import Policy
from shared.events import AlertAdviceLifted, AlertAdvised, Level
from shared.periods import Month
from tests.narrowing import of
from tests.unit.alerts.episodes.life import APR, FEB, JAN, MAR
from tests.unit.alerts.setting import an_assessed

LAST = Month(2025, 12)
BROKEN: dict[str, Any] = {"level": "yellow", "reason": "bound_breached", "accepted_met": False}
MEAN: dict[str, Any] = {"level": "yellow", "reason": "year_mean_breached", "accepted_met": False}
SINGLE: dict[str, Any] = {"level": "normal", "reason": "single_month_above", "accepted_met": True}
KEPT: dict[str, Any] = {"level": "normal", "reason": "bound_kept", "accepted_met": True}


@dataclass
class Rate:
    """An expected target: assessments in, decisions out."""

    state: Episode = field(default_factory=Episode)
    history: dict[str, KnownMonth] = field(default_factory=dict)
    version: int = 0
    today: date = date(2025, 12, 1)

    def see(self, period: str, said: dict[str, Any], **changes: Any) -> AlertDecision:
        self.version += 1
        changed: dict[str, Any] = (
            {"rule": "ceiling", "data_version": self.version, "binding": False, "row": 2} | said | changes
        )
        assessed = an_assessed(period, changed.pop("level"), **changed)
        decision = decide(self.state, self.history, assessed, Policy(), "CQ-02", self.today, LAST)
        if decision.recorded:
            known, seen = self.history.get(period), decision.seen(assessed.assessment)
            self.history[period] = remember(known, seen, binding=False)
        for event in decision.events:
            self.state = evolve(self.state, event)
        return decision


def test_a_bound_that_was_broken_for_two_judged_periods_in_a_row_is_advised_of() -> None:
    rate = Rate()
    assert rate.see(JAN, BROKEN) == AlertDecision((), "first_period_broken")
    assert rate.see(FEB, {"level": "missing"}).events == ()
    event = of(AlertAdvised, *rate.see(MAR, BROKEN).events)
    assert (event.alert, event.period, event.reason) == ("CQ-02", MAR, BOUND_BROKEN_TWICE)
    assert of_expected(event)


def test_one_broken_period_after_a_kept_one_is_no_reason() -> None:
    rate = Rate()
    assert [rate.see(each, said).events for each, said in ((JAN, BROKEN), (FEB, KEPT), (MAR, BROKEN))] == [()] * 3


def test_a_year_s_mean_over_the_bound_is_a_reason_by_itself_but_not_of_one_known_month() -> None:
    rate = Rate()
    assert rate.see(JAN, MEAN).events == ()
    rate = Rate()
    rate.see(JAN, KEPT)
    assert of(AlertAdvised, *rate.see(FEB, MEAN).events).reason == YEAR_MEAN_BROKEN


def test_single_months_over_the_bound_are_periods_although_the_mean_is_kept() -> None:
    rate = Rate()
    assert rate.see(JAN, SINGLE).events == ()
    assert of(AlertAdvised, *rate.see(FEB, SINGLE).events).reason == BOUND_BROKEN_TWICE


def test_what_has_a_line_is_advised_of_when_it_was_behind_twice() -> None:
    rate, behind = Rate(), {"level": "orange", "rule": "trajectory", "reason": "behind_schedule"}
    rate.see(JAN, behind)
    assert of(AlertAdvised, *rate.see(FEB, behind).events).reason == BEHIND_TWICE


def test_periods_that_were_judged_before_anybody_listened_count() -> None:
    assert of(AlertAdvised, *Rate().see(MAR, BROKEN, breached_periods=3).events).reason == BOUND_BROKEN_TWICE


def advised() -> Rate:
    rate = Rate()
    rate.see(JAN, BROKEN)
    assert rate.see(FEB, BROKEN).events
    return rate


def test_it_is_advised_of_once_until_it_is_kept_again_on_accepted_figures_and_then_anew() -> None:
    rate = advised()
    assert rate.see(MAR, BROKEN).reason == "advised_before"
    assert rate.see(MAR, KEPT, accepted_met=False).events == ()
    assert rate.see(MAR, KEPT, accepted_units=1).events == ()
    lifted = of(AlertAdviceLifted, *rate.see(MAR, KEPT).events)
    assert (lifted.alert, lifted.period, lifted.advised_period, lifted.reason) == ("CQ-02", MAR, FEB, "bound_kept")
    assert rate.see(APR, BROKEN).events == ()
    assert rate.see("2025-05", BROKEN).events


def test_a_mean_that_is_kept_does_not_end_it_while_the_single_month_is_over() -> None:
    assert advised().see(MAR, SINGLE).events == ()


def test_a_corrected_earlier_month_neither_gives_nor_ends_it() -> None:
    assert advised().see(JAN, KEPT).events == ()
    rate = Rate()
    rate.see(FEB, KEPT)
    assert rate.see(JAN, BROKEN, breached_periods=2).events == ()


def test_nothing_is_decided_twice_and_an_incomplete_month_waits_for_its_due_day() -> None:
    rate = advised()
    rate.version -= 1
    assert rate.see(FEB, BROKEN) == AlertDecision((), "stale", recorded=False)
    waiting = Rate(today=date(2025, 2, 3))
    assert waiting.see(JAN, BROKEN, reported_units=30, breached_periods=2).held


@pytest.mark.parametrize("rule", ["final", "ceiling"])
def test_a_plan_that_is_over_is_not_advised_of(rule: str) -> None:
    rate = Rate(today=date(2026, 1, 5))
    rate.see("2025-11", BROKEN)
    said = {**BROKEN, "rule": rule, "level": "red", "breached_periods": 2}
    assert rate.see("2025-12", said) == AlertDecision((), "plan_over")


LEVELS: tuple[Level, ...] = ("normal", "blue", "yellow", "orange", "red", "missing", "reporting", "unassessed")
REASONS = ("bound_kept", "bound_breached", "year_mean_breached", "single_month_above", "behind_schedule")
SEEN = st.tuples(
    st.integers(1, 12),
    st.fixed_dictionaries(
        {
            "level": st.sampled_from(LEVELS),
            "reason": st.sampled_from(REASONS),
            "rule": st.sampled_from(("ceiling", "floor", "trajectory", "final")),
            "accepted_met": st.booleans(),
            "breached_periods": st.integers(0, 4),
        }
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(SEEN, max_size=24))
def test_an_expected_target_never_has_an_episode_and_its_advice_begins_and_ends_in_turn(
    seen: list[tuple[int, dict[str, Any]]],
) -> None:
    rate, standing = Rate(), False
    for month, said in seen:
        for event in rate.see(f"2025-{month:02d}", said).events:
            assert isinstance(event, AlertAdviceLifted if standing else AlertAdvised)
            standing = not standing
        assert (rate.state.episode, rate.state.open) == (0, False)
        assert bool(rate.state.standing_advice) is standing
