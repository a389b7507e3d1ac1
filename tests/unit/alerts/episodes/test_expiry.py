"""At a plan's end: what ends, how it came out, and what is only recorded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.episodes.episode import AlertDecision, Episode, evolve
from services.alerts.episodes.expiry import accepted_outcome, out_of_time
from services.alerts.episodes.known_months import KnownMonth, remember
from services.alerts.episodes.lifecycle import decide
from services.alerts.episodes.policy import Policy
from shared.events import AlertExpired, AlertLevelChanged, AlertOutcomeChanged
from shared.periods import Month
from tests.builders import an_assessment
from tests.narrowing import of
from tests.unit.alerts.setting import an_assessed

LAST = Month(2025, 12)
DEADLINE = date(2026, 1, 15)
"""The tenth working day of 2026: 1 to 3 January are off, the 4th, a Sunday, is worked."""


@dataclass
class PlanLife:
    """One alert of a plan that ends with December 2025: assessments in, decisions out."""

    today: date = date(2025, 12, 5)
    state: Episode = field(default_factory=Episode)
    history: dict[str, KnownMonth] = field(default_factory=dict)
    version: int = 0

    def see(self, period: str, level: str, **changes: Any) -> AlertDecision:
        self.version += 1
        rule = "final" if period == str(LAST) else "trajectory"
        fields = {"rule": rule, "data_version": self.version} | changes
        assessed = an_assessed(period, level, **fields)
        decision = decide(self.state, self.history, assessed, Policy(), "CQ-08", self.today, last=LAST)
        if decision.recorded:
            self.history[period] = remember(self.history.get(period), decision.seen(assessed.assessment))
        for event in decision.events:
            self.state = evolve(self.state, event)
        return decision

    def time_is_up(self) -> AlertExpired:
        event = out_of_time(self.state, self.history, LAST, Policy(), ("2025-10", an_assessment()))
        self.state = evolve(self.state, event)
        return event


@pytest.fixture
def life() -> PlanLife:
    """An alert that was raised for November, in December; then the year is over."""
    life = PlanLife()
    life.see("2025-11", "red")
    assert life.state.open
    life.today = date(2026, 1, 9)
    return life


def test_an_accepted_miss_ends_the_episode_as_not_completed(life: PlanLife) -> None:
    event = of(AlertExpired, life.see("2025-12", "red").events[0])
    assert (event.reason, event.period, event.episode) == ("not_completed", "2025-12", 1)
    assert not life.state.open


def test_an_accepted_success_ends_it_as_completed(life: PlanLife) -> None:
    event = of(AlertExpired, life.see("2025-12", "normal", accepted_met=True).events[0])
    assert event.reason == "completed"


def test_figures_that_nobody_accepted_end_nothing_before_time_is_up(life: PlanLife) -> None:
    assert life.see("2025-12", "red", accepted_units=20) == AlertDecision((), "last_month_not_accepted")
    assert life.time_is_up().reason == "not_completed_unreviewed"


def test_a_miss_that_only_the_accepted_part_shows_waits_for_the_rest() -> None:
    nearly = an_assessment(rule="final", level="normal", accepted_units=37, accepted_met=False)
    assert accepted_outcome(nearly, Policy()) is None
    assert accepted_outcome(an_assessment(rule="final", level="red", accepted_units=37), Policy()) == "not_completed"


def test_a_last_month_without_figures_ends_as_unreported_with_the_last_that_was_judged(life: PlanLife) -> None:
    life.see("2025-12", "missing")
    event = life.time_is_up()
    assert (event.reason, event.period, event.figures_period) == ("unreported", "2025-12", "2025-11")
    assert event.assessment.level == "red"


def test_a_last_month_that_nothing_is_asked_for_ends_as_unjudged_and_not_as_if_nobody_had_reported(
    life: PlanLife,
) -> None:
    life.see("2025-12", "unassessed", reason="words_only", rule="none")
    event = life.time_is_up()
    assert (event.reason, event.period, event.figures_period) == ("unjudged", "2025-12", "2025-11")


def test_figures_that_are_withdrawn_are_none(life: PlanLife) -> None:
    life.see("2025-12", "red", accepted_units=0)
    life.see("2025-12", "missing")
    assert life.time_is_up().reason == "unreported"


def test_missing_figures_after_the_end_freeze_nothing(life: PlanLife) -> None:
    assert life.see("2025-12", "missing") == AlertDecision((), "plan_over")
    assert life.state.frozen_period is None


def test_a_late_earlier_month_neither_raises_nor_moves_anything(life: PlanLife) -> None:
    late = PlanLife(today=life.today)
    assert late.see("2025-11", "red") == AlertDecision((), "plan_over")
    assert late.see("2025-10", "blue") == AlertDecision((), "plan_over")
    assert life.see("2025-10", "red") == AlertDecision((), "plan_over")
    assert life.state.open, "it waits for the last month"


def test_an_accepted_earlier_month_does_not_resolve_what_the_last_month_decides() -> None:
    life = PlanLife()
    life.see("2025-10", "red")
    life.today = date(2026, 1, 9)
    assert life.see("2025-11", "normal", accepted_progress=10_000) == AlertDecision((), "plan_over")
    assert life.state.open


def test_a_correction_that_takes_away_the_ground_still_closes_it(life: PlanLife) -> None:
    assert life.see("2025-11", "normal").reason == "correction_cured"
    assert not life.state.open


def test_acceptance_of_the_same_result_is_recorded_as_such(life: PlanLife) -> None:
    life.see("2025-12", "red", accepted_units=0)
    life.time_is_up()
    event = of(AlertOutcomeChanged, life.see("2025-12", "red").events[0])
    assert (event.old_reason, event.reason) == ("not_completed_unreviewed", "not_completed")


def test_another_result_is_said_once(life: PlanLife) -> None:
    life.see("2025-12", "red")
    event = of(AlertOutcomeChanged, life.see("2025-12", "normal", accepted_met=True).events[0])
    assert (event.episode, event.old_reason, event.reason) == (1, "not_completed", "completed")
    assert life.see("2025-12", "normal", accepted_met=True, actual=7_600_000) == AlertDecision((), "only_recorded")


def test_a_correction_that_nobody_accepted_changes_no_result(life: PlanLife) -> None:
    life.see("2025-12", "red")
    assert life.see("2025-12", "normal", accepted_units=30).events == ()


def test_before_the_end_an_episode_goes_on_as_ever() -> None:
    life = PlanLife(today=date(2025, 12, 31))
    life.see("2025-10", "yellow")
    life.see("2025-11", "yellow")
    assert life.see("2025-11", "red").reason == "correction_worsened"
    assert life.see("2025-11", "yellow", accepted_progress=10_000).reason == "caught_up"


def test_the_days_for_review_are_ten_working_days_after_the_month() -> None:
    assert Policy().reviewed_by(LAST) == DEADLINE


_LEVELS = st.sampled_from(["normal", "blue", "yellow", "orange", "red", "missing", "reporting", "unassessed"])
_STEP = st.tuples(st.integers(0, 6), _LEVELS, st.booleans(), st.sampled_from([0, 20, 37, 38]), st.integers(0, 20))


@given(st.lists(_STEP, max_size=30))
def test_no_alert_is_open_after_its_plans_last_assessed_month(steps: list[tuple[int, str, bool, int, int]]) -> None:
    life = PlanLife(today=date(2025, 6, 1))
    for back, level, met, accepted, days in steps:
        life.today += timedelta(days=days)
        was_open, newest = life.state.open, LAST.shift(-back)
        if newest.last_day > life.today:
            newest = Month.of(life.today).shift(-1)
        decision = life.see(str(newest), level, accepted_units=accepted, accepted_met=met)
        over = life.today > LAST.last_day
        raised = life.state.open and not was_open
        assert not (raised and over), decision
        assert not (over and any(isinstance(each, AlertLevelChanged) for each in decision.events))
        if newest == LAST and decision.recorded and accepted == 38 and level in ("normal", "red"):
            judged = replace(life.history[str(LAST)]).judged
            assert judged is None or not life.state.open or life.history[str(LAST)].level == "reporting"
    if life.state.open:
        life.time_is_up()
    assert not life.state.open
