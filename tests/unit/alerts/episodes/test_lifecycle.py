from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.alerts.episodes.episode import AlertDecision, evolve, fold
from services.alerts.episodes.policy import Policy
from shared.events import (
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    NotificationQueued,
)
from tests.narrowing import of
from tests.unit.alerts.episodes.life import FEB, JAN, MAR, Life, clear


def test_an_expected_target_never_alerts_and_leaves_no_trace(life: Life) -> None:
    decision = life.see(JAN, "red", binding=False)
    assert decision == AlertDecision((), "not_binding", recorded=False)
    assert life.history == {}


def test_red_raises_at_once(life: Life) -> None:
    decision = life.see(JAN, "red")
    (raised,) = decision.events
    assert isinstance(raised, AlertRaised)
    assert (raised.alert, raised.episode, raised.period, raised.level) == ("CQ-08", 1, JAN, "red")
    assert decision.reason == raised.reason == "red_at_once"
    assert raised.after is None


@pytest.mark.parametrize("second", ["yellow", "orange"])
def test_two_judged_periods_in_a_row_raise(life: Life, second: str) -> None:
    assert life.see(JAN, "yellow") == AlertDecision((), "first_period_behind")
    decision = life.see(FEB, second)
    assert decision.reason == "behind_in_a_row"
    assert of(AlertRaised, decision.events[0]).level == second


@pytest.mark.parametrize("gap", ["missing", "reporting", "unassessed"])
def test_a_period_that_was_not_judged_neither_counts_nor_breaks_the_row(life: Life, gap: str) -> None:
    life.see(JAN, "yellow")
    assert life.see(FEB, gap).events == ()
    assert life.see(MAR, "yellow").reason == "behind_in_a_row"


@pytest.mark.parametrize("between", ["normal", "blue"])
def test_a_good_period_breaks_the_row(life: Life, between: str) -> None:
    life.see(JAN, "yellow")
    assert life.see(FEB, between).reason == ("advised" if between == "blue" else "on_schedule")
    assert life.see(MAR, "yellow").reason == "first_period_behind"


def test_missing_data_raises_nothing(life: Life) -> None:
    assert life.see(JAN, "missing") == AlertDecision((), "missing")
    assert life.see(FEB, "missing") == AlertDecision((), "missing")


def test_a_changed_level_stays_inside_the_episode(life: Life) -> None:
    life.see(JAN, "red")
    decision = life.see(FEB, "orange")
    changed = of(AlertLevelChanged, *decision.events)
    assert isinstance(changed, AlertLevelChanged)
    assert (changed.episode, changed.old_level, changed.level, changed.reason) == (1, "red", "orange", "improved")
    assert life.see(MAR, "red").reason == "worsened"


def test_the_same_level_again_is_no_event(life: Life) -> None:
    life.see(JAN, "red")
    assert life.see(FEB, "red") == AlertDecision((), "same_level")


def test_normal_short_of_the_trajectory_leaves_the_episode_open(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "normal", accepted_progress=9_700)
    assert life.state.open
    assert life.state.level == "normal"


def test_accepted_figures_on_the_trajectory_resolve(life: Life) -> None:
    life.see(JAN, "red")
    decision = life.see(FEB, "normal", **clear())
    assert isinstance(decision.events[0], AlertResolved)
    assert decision.reason == "caught_up"
    assert not life.state.open


def test_provisional_figures_on_the_trajectory_do_not_resolve(life: Life) -> None:
    life.see(JAN, "red")
    assert life.see(FEB, "normal", progress=11_000, accepted_progress=8_000).reason == "improved"
    assert life.state.open


def test_the_plans_last_month_ends_an_episode_with_its_result(life: Life) -> None:
    life.see("2025-11", "red")
    assert life.see("2025-12", "normal", rule="final", accepted_met=True).reason == "completed"


def test_an_unmet_target_in_the_last_month_raises_nothing_that_nobody_can_answer(life: Life) -> None:
    decision = life.see("2025-12", "red", rule="final", accepted_met=False)
    assert (decision.reason, decision.events, decision.recorded) == ("plan_over", (), True)


def test_missing_figures_freeze_once_and_never_resolve(life: Life) -> None:
    life.see(JAN, "red")
    decision = life.see(FEB, "missing")
    assert decision.events == (AlertFrozen(alert="CQ-08", episode=1, period=FEB, reason="coverage_short", quiet=True),)
    assert life.see(MAR, "missing") == AlertDecision((), "already_frozen")
    assert life.state.open


def test_returning_figures_thaw_even_at_the_same_level(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "missing")
    decision = life.see(FEB, "red")
    assert decision.reason == "figures_returned"
    changed = of(AlertLevelChanged, decision.events[0])
    assert changed.old_level == changed.level == "red"
    assert life.state.frozen_period is None


def test_a_frozen_episode_resolves_when_the_returning_figures_are_on_the_trajectory(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "missing")
    assert life.see(MAR, "normal", **clear()).reason == "caught_up"


def test_an_earlier_months_good_figures_do_not_resolve_a_frozen_episode(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "orange")
    life.see(MAR, "missing")
    assert life.see(FEB, "normal", **clear()).reason == "correction_improved"
    assert life.state.open
    assert life.state.frozen_period == MAR


def test_a_newer_month_still_being_reported_does_not_freeze(life: Life) -> None:
    life.see(JAN, "red")
    assert life.see(FEB, "reporting") == AlertDecision((), "reporting")
    assert life.state.frozen_period is None


def test_a_withdrawn_earlier_month_does_not_freeze(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "red")
    assert life.see(JAN, "missing") == AlertDecision((), "only_recorded")


def test_the_newest_month_withdrawn_freezes_and_coming_back_thaws(life: Life) -> None:
    life.see(JAN, "red")
    assert life.see(JAN, "missing").reason == "frozen"
    assert life.see(JAN, "red").reason == "figures_returned"


def test_an_assessment_older_than_what_was_decided_with_changes_nothing(life: Life) -> None:
    life.see(JAN, "red", data_version=20)
    decision = life.see(JAN, "red", data_version=20)
    assert decision == AlertDecision((), "stale", recorded=False)
    assert life.see(JAN, "normal", data_version=19).reason == "stale"


def test_an_assessment_of_the_same_data_version_that_says_something_else_is_decided_on(life: Life) -> None:
    life.see(JAN, "red", data_version=20)
    assert life.see(JAN, "normal", data_version=20).reason == "correction_cured"


def test_a_plan_may_wait_for_three_periods() -> None:
    life = Life(policy=Policy(raise_periods=3))
    reasons = [life.see(period, "yellow").reason for period in (JAN, FEB, MAR)]
    assert reasons == ["first_period_behind", "first_period_behind", "behind_in_a_row"]


def test_messages_are_numbered_inside_their_episode(life: Life) -> None:
    queued: dict[str, Any] = {
        "alert": "CQ-08",
        "episode": 1,
        "channel": "outbox",
        "recipient": "a@b.example",
        "subject": "s",
    }
    raised = life.see(JAN, "red").events[0]
    state = fold([raised, NotificationQueued(notification="n", sequence=4, **queued)])
    assert state.sequence == 4
    life.see(FEB, "normal", **clear())
    again = life.see(MAR, "red").events[0]
    assert evolve(state, again).sequence == 0


@pytest.mark.parametrize(
    ("reported", "day", "reason"),
    [
        (37, date(2025, 2, 10), "still_reporting"),  # January's due day, the fifth working day after the holiday
        (37, date(2025, 2, 11), "red_at_once"),
        (38, date(2025, 2, 1), "red_at_once"),
    ],
)
def test_a_month_is_decided_on_when_everybody_reported_or_the_due_day_has_passed(
    life: Life, reported: int, day: date, reason: str
) -> None:
    life.today = day
    assert life.see(JAN, "red", reported_units=reported).reason == reason


def test_a_month_that_waits_counts_as_nothing_and_is_decided_on_later(life: Life) -> None:
    life.today = date(2025, 2, 5)
    held = life.see(JAN, "yellow", reported_units=37, data_version=7)
    assert held == AlertDecision((), "still_reporting", held=True)
    assert life.history[JAN].level == "reporting"
    life.today = date(2025, 2, 11)
    assert life.see(JAN, "yellow", reported_units=37, data_version=7).reason == "first_period_behind"


def test_an_open_episode_is_left_alone_while_reports_come_in(life: Life) -> None:
    life.see(JAN, "red")
    life.today = date(2025, 3, 3)
    assert life.see(FEB, "normal", reported_units=37, **clear()).reason == "still_reporting"
    assert life.see(FEB, "normal", **clear()).reason == "caught_up"
