from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from services.alerts.episodes.episode import AlertDecision, Episode, evolve, fold
from services.alerts.episodes.known_months import KnownMonth, remember
from services.alerts.episodes.lifecycle import decide
from services.alerts.episodes.policy import Policy
from shared.events import (
    AlertAdvised,
    AlertClosedByCorrection,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    NotificationQueued,
)
from tests.narrowing import of
from tests.unit.alerts.setting import an_assessed

JAN, FEB, MAR, APR, MAY = (f"2025-{month:02d}" for month in range(1, 6))


@dataclass
class Life:
    """One alert: assessments in, decisions out. Every call has a higher data version."""

    state: Episode = field(default_factory=Episode)
    history: dict[str, KnownMonth] = field(default_factory=dict)
    version: int = 0
    policy: Policy = field(default_factory=Policy)
    today: date = date(2026, 6, 1)

    def see(self, period: str, level: str, gathered_by: str = "", **changes: Any) -> AlertDecision:
        self.version += 1
        assessed = an_assessed(period, level, **({"data_version": self.version} | changes))
        decision = decide(self.state, self.history, assessed, self.policy, "CQ-08", self.today, gathered_by)
        if decision.recorded:
            self.history[period] = remember(self.history.get(period), decision.seen(assessed.assessment))
        for event in decision.events:
            self.state = evolve(self.state, event)
        return decision


@pytest.fixture
def life() -> Life:
    return Life()


def clear(**changes: Any) -> dict[str, Any]:
    return {"accepted_progress": 10_000, "progress": 10_000, **changes}


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


def test_the_plans_last_month_resolves_when_the_target_is_met(life: Life) -> None:
    life.see("2025-11", "red")
    assert life.see("2025-12", "normal", rule="final", accepted_met=True).reason == "target_met"


def test_an_unmet_target_in_the_last_month_behaves_as_red(life: Life) -> None:
    decision = life.see("2025-12", "red", rule="final", accepted_met=False)
    assert decision.reason == "red_at_once"


def test_missing_figures_freeze_once_and_never_resolve(life: Life) -> None:
    life.see(JAN, "red")
    decision = life.see(FEB, "missing")
    assert decision.events == (AlertFrozen(alert="CQ-08", episode=1, period=FEB, reason="coverage_short"),)
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


def test_a_correction_that_cures_closes_with_the_old_and_the_new_figure(life: Life) -> None:
    life.see(JAN, "red", actual=6_570_000)
    decision = life.see(JAN, "normal", actual=7_480_000)
    (closed,) = decision.events
    assert isinstance(closed, AlertClosedByCorrection)
    assert (closed.old_actual, closed.assessment.actual, closed.period) == (6_570_000, 7_480_000, JAN)
    assert decision.reason == "correction_cured"


def test_a_correction_before_the_raise_can_take_away_the_row(life: Life) -> None:
    life.see(JAN, "yellow")
    life.see(FEB, "yellow")
    assert life.see(JAN, "normal").reason == "correction_cured"


def test_a_late_month_between_two_bad_ones_can_cure(life: Life) -> None:
    life.see(JAN, "yellow")
    life.see(FEB, "missing")
    life.see(MAR, "yellow")
    decision = life.see(FEB, "normal")
    assert decision.reason == "correction_cured"
    assert of(AlertClosedByCorrection, decision.events[0]).old_actual is None


def test_a_correction_of_the_raising_month_does_not_cure_what_later_months_warrant(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "yellow")
    life.see(MAR, "yellow")
    assert life.see(JAN, "normal") == AlertDecision((), "only_recorded")
    assert life.state.open


def test_a_withdrawn_month_does_not_let_another_correction_close_the_episode(life: Life) -> None:
    life.see("2024-12", "normal")
    life.see(JAN, "yellow")
    life.see(FEB, "yellow")
    life.see(JAN, "missing")
    assert life.see("2024-12", "blue") == AlertDecision((), "only_recorded")
    assert life.state.open


def test_a_correction_that_worsens_lifts_the_level_of_the_same_episode_at_once(life: Life) -> None:
    life.see(JAN, "yellow")
    life.see(FEB, "yellow")
    life.see(MAR, "yellow")
    decision = life.see(FEB, "red")
    assert decision.reason == "correction_worsened"
    changed = of(AlertLevelChanged, decision.events[0])
    assert (changed.episode, changed.level) == (1, "red")


def test_a_correction_to_the_same_level_is_only_recorded(life: Life) -> None:
    life.see(JAN, "red")
    assert life.see(JAN, "red", actual=6_500_000) == AlertDecision((), "only_recorded")
    life.see(FEB, "red")
    assert life.see(JAN, "red", actual=6_400_000) == AlertDecision((), "only_recorded")


def test_a_correction_that_improves_the_newest_month_lowers_the_level(life: Life) -> None:
    life.see(JAN, "orange")
    life.see(FEB, "red")
    assert life.see(FEB, "orange").reason == "correction_improved"


def test_a_correction_that_worsens_a_closed_episode_opens_a_new_one_linked_to_it(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "normal", **clear())
    decision = life.see(FEB, "red")
    (raised,) = decision.events
    assert isinstance(raised, AlertRaised)
    assert (raised.episode, raised.after, raised.reason) == (2, 1, "correction_red_at_once")


def test_a_closed_episode_whose_raising_month_worsens_is_opened_again(life: Life) -> None:
    life.see(JAN, "yellow")
    life.see(FEB, "yellow")
    life.see(MAR, "normal", **clear())
    decision = life.see(FEB, "orange")
    raised = of(AlertRaised, decision.events[0])
    assert (raised.episode, raised.after) == (2, 1)


def test_a_closed_episode_is_not_opened_again_by_the_same_level(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "normal", **clear())
    assert life.see(JAN, "red", actual=6_560_000) == AlertDecision((), "only_recorded")


def test_a_new_raise_after_a_close_is_a_new_episode_without_a_link(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "normal", **clear())
    decision = life.see(MAR, "red")
    raised = of(AlertRaised, decision.events[0])
    assert (raised.episode, raised.after) == (2, None)


def test_a_correction_can_complete_a_row_for_the_month_after_it(life: Life) -> None:
    life.see(JAN, "normal")
    life.see(FEB, "yellow")
    decision = life.see(JAN, "yellow")
    assert decision.reason == "correction_behind_in_a_row"
    assert of(AlertRaised, decision.events[0]).period == FEB


def test_a_correction_of_an_earlier_episodes_month_leaves_the_open_one_alone(life: Life) -> None:
    life.see(JAN, "orange")
    life.see(FEB, "orange")
    life.see(MAR, "normal", **clear())
    life.see(APR, "yellow")
    life.see(MAY, "yellow")
    assert life.see(FEB, "red") == AlertDecision((), "only_recorded")


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


def test_blue_is_advised_once_until_the_target_leaves_it(life: Life) -> None:
    (advised,) = life.see(JAN, "blue").events
    assert isinstance(advised, AlertAdvised)
    assert (advised.alert, advised.period, advised.reason) == ("CQ-08", JAN, "likely_missed")
    assert not life.state.open
    assert life.see(FEB, "blue") == AlertDecision((), "on_schedule")
    assert life.see(MAR, "normal").events == ()
    assert life.see(APR, "blue").reason == "advised"


@pytest.mark.parametrize("gap", ["missing", "reporting", "unassessed"])
def test_a_month_that_was_not_judged_is_no_leaving_of_blue(life: Life, gap: str) -> None:
    life.see(JAN, "blue")
    life.see(FEB, gap)
    assert life.see(MAR, "blue").events == ()


def test_no_month_of_the_past_is_advised(life: Life) -> None:
    life.see(FEB, "normal")
    assert life.see(JAN, "blue").events == ()


def test_blue_in_an_open_episode_is_a_level_of_it(life: Life) -> None:
    life.see(JAN, "red")
    assert life.see(FEB, "blue").reason == "improved"


def test_messages_of_advice_are_counted_apart_from_those_of_episodes(life: Life) -> None:
    life.see(JAN, "blue")
    advice = NotificationQueued(
        notification="n", alert="CQ-08", episode=0, sequence=1, channel="outbox", recipient="a@b.example", subject="s"
    )
    life.state = evolve(life.state, advice)
    assert (life.state.advices, life.state.sequence) == (1, 0)
    life.see(FEB, "red")
    assert (life.state.episode, life.state.advices, life.state.sequence) == (1, 1, 0)


def test_a_target_that_is_no_longer_binding_ends_its_episode(life: Life) -> None:
    life.see(JAN, "yellow")
    life.see(FEB, "red")
    decision = life.see(MAR, "red", binding=False)
    (resolved,) = decision.events
    assert isinstance(resolved, AlertResolved)
    assert (resolved.period, resolved.reason, decision.recorded) == (MAR, "no_longer_binding", False)
    assert life.see(APR, "red", binding=False) == AlertDecision((), "not_binding", recorded=False)


def test_months_before_the_last_one_told_of_do_not_end_it(life: Life) -> None:
    life.see(MAR, "red")
    assert life.see(FEB, "red", binding=False).events == ()
    assert life.state.open


def test_what_was_known_before_the_target_was_binding_again_does_not_end_it(life: Life) -> None:
    life.see(JAN, "red")
    assert life.see(JAN, "red", binding=False, data_version=0).events == ()


def test_corrections_of_months_in_which_it_was_binding_raise_nothing_once_it_is_not(life: Life) -> None:
    life.see(JAN, "yellow")
    life.see(FEB, "red")
    life.see(MAR, "red", binding=False)
    assert life.see(JAN, "red") == AlertDecision((), "no_longer_binding")
    assert life.see(APR, "red").reason == "red_at_once"  # binding again from then on


def test_a_gathered_change_says_by_which_alert(life: Life) -> None:
    life.see(JAN, "red")
    decision = life.see(FEB, "orange", gathered_by="CQ-08")
    changed = of(AlertLevelChanged, *decision.events)
    assert isinstance(changed, AlertLevelChanged)
    assert (changed.gathered_by, decision.reason) == ("CQ-08", "improved_gathered")
    (frozen,) = life.see(MAR, "missing", gathered_by="CQ-08").events
    assert isinstance(frozen, AlertFrozen)
    assert frozen.gathered_by == "CQ-08"


def test_a_raise_and_a_close_are_the_same_whoever_gathers(life: Life) -> None:
    (raised,) = life.see(JAN, "red", gathered_by="CQ-08").events
    (resolved,) = life.see(FEB, "normal", gathered_by="CQ-08", **clear()).events
    assert isinstance(raised, AlertRaised)
    assert isinstance(resolved, AlertResolved)


def test_what_was_not_told_while_gathered_is_told_afterwards(life: Life) -> None:
    life.see(JAN, "orange")
    life.see(FEB, "orange")
    life.see(MAR, "red", gathered_by="CQ-08")
    decision = life.see(APR, "red")
    changed = of(AlertLevelChanged, *decision.events)
    assert (changed.old_level, changed.level, decision.reason) == ("orange", "red", "no_longer_gathered")
    assert life.see(MAY, "red").events == ()


def test_a_change_after_the_gathering_is_told_against_what_was_told_before(life: Life) -> None:
    life.see(JAN, "yellow")
    life.see(FEB, "yellow")
    life.see(MAR, "red", gathered_by="CQ-08")
    decision = life.see(APR, "orange")
    changed = of(AlertLevelChanged, *decision.events)
    assert (changed.old_level, changed.level, decision.reason) == ("yellow", "orange", "worsened")
