"""What an assessment makes of an alert that is not open, told without the rest of its life."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.alerts.episodes.doubts import waits_for_review
from services.alerts.episodes.episode import NO_LONGER_BINDING, AlertDecision, Episode
from services.alerts.episodes.known_months import KnownMonth, remember
from services.alerts.episodes.policy import Policy
from services.alerts.episodes.raising import while_closed
from shared.events import AlertAdvised, AlertRaised, DoubtfulUnit, Level
from tests.builders import an_assessment
from tests.narrowing import of
from tests.unit.alerts.episodes.life import Life
from tests.unit.alerts.setting import an_assessed

JAN, FEB, MAR = "2025-01", "2025-02", "2025-03"
Months = dict[str, Level]


def known(levels: Months) -> dict[str, KnownMonth]:
    return {period: remember(None, an_assessment(level=level)) for period, level in levels.items()}


def decided(
    before: Months, period: str, level: Level, state: Episode | None = None, policy: Policy | None = None
) -> AlertDecision:
    history, assessed = known(before), an_assessed(period, level)
    after = history | {period: remember(history.get(period), assessed.assessment)}
    return while_closed(state or Episode(), history, after, assessed, policy or Policy(), "CQ-08", date(2026, 6, 1))


@pytest.mark.parametrize(
    ("before", "level", "reason"),
    [
        ({}, "normal", "on_schedule"),
        ({}, "yellow", "first_period_behind"),
        ({JAN: "normal"}, "orange", "first_period_behind"),
        ({JAN: "yellow", FEB: "blue"}, "orange", "first_period_behind"),  # 蓝 breaks the row
        ({FEB: "yellow"}, "yellow", "behind_in_a_row"),
        ({FEB: "yellow"}, "red", "red_at_once"),
        ({}, "red", "red_at_once"),
        ({}, "blue", "advised"),
    ],
)
def test_the_newest_month_is_decided_on_with_those_before_it(before: Months, level: Level, reason: str) -> None:
    decision = decided(before, MAR, level)
    assert decision.reason == reason
    assert bool(decision.events) == (reason in ("behind_in_a_row", "red_at_once", "advised"))


def test_a_raise_is_the_next_episode_of_the_alert() -> None:
    raised = of(AlertRaised, *decided({}, MAR, "red", Episode(episode=2)).events)
    assert (raised.alert, raised.episode, raised.period, raised.level, raised.after) == ("CQ-08", 3, MAR, "red", None)


def test_an_earlier_month_that_completes_a_row_raises_in_the_later_one() -> None:
    """January is corrected from 正常 to 黄: with February's 黄 there are two in a row now."""
    raised = of(AlertRaised, *decided({JAN: "normal", FEB: "yellow"}, JAN, "yellow").events)
    assert (raised.period, raised.reason) == (FEB, "correction_behind_in_a_row")


def test_a_correction_of_what_the_last_episode_spoke_about_reopens_it() -> None:
    state = Episode(episode=1, last_period=MAR)
    raised = of(AlertRaised, *decided({MAR: "yellow"}, MAR, "red", state).events)
    assert (raised.reason, raised.after) == ("correction_red_at_once", 1)


def test_a_month_that_stays_as_bad_as_it_was_raises_nothing_again() -> None:
    assert decided({FEB: "yellow", MAR: "orange"}, MAR, "orange").events == ()
    assert decided({FEB: "yellow", MAR: "orange"}, MAR, "red").reason == "correction_red_at_once"


def test_an_earlier_month_that_is_merely_behind_is_only_recorded() -> None:
    assert decided({MAR: "normal"}, JAN, "yellow") == AlertDecision((), "only_recorded")


def test_blue_is_advised_once_until_the_target_has_left_it() -> None:
    told = Episode(advised_period=JAN)
    assert decided({JAN: "blue"}, FEB, "blue", told).events == ()
    assert isinstance(decided({JAN: "blue", FEB: "normal"}, MAR, "blue", told).events[0], AlertAdvised)


def test_after_a_target_is_no_longer_binding_its_later_months_raise_again() -> None:
    state = Episode(episode=1, unbound_from=MAR)
    assert decided({}, FEB, "red", state) == AlertDecision((), NO_LONGER_BINDING)
    assert decided({}, MAR, "red", state).reason == "red_at_once"


def test_a_policy_of_three_periods_waits_for_the_third() -> None:
    assert decided({JAN: "yellow", FEB: "yellow"}, MAR, "yellow", policy=Policy(raise_periods=3)).events
    assert not decided({FEB: "yellow"}, MAR, "yellow", policy=Policy(raise_periods=3)).events


DOUBT: dict[str, Any] = {"doubtful": (DoubtfulUnit("500112", JAN, "较上月下降 40%，请说明原因"),), "doubtful_units": 1}
UNREVIEWED: dict[str, Any] = {**DOUBT, "accepted_units": 0, "accepted_level": None, "accepted_progress": None}
TENTH = date(2025, 2, 17)
"""The tenth working day after January 2025: the Spring Festival lasts to the 4th, and the 8th is worked."""


@pytest.mark.parametrize(("today", "waits"), [(TENTH, True), (date(2025, 2, 18), False)])
def test_a_raise_on_figures_in_doubt_waits_until_the_tenth_working_day(today: date, waits: bool) -> None:
    assert waits_for_review(an_assessment(**UNREVIEWED), JAN, Policy(), today) is waits


def test_how_long_it_waits_is_a_setting() -> None:
    assert not waits_for_review(an_assessment(**UNREVIEWED), JAN, Policy(review_days=9), TENTH)


def test_nothing_waits_where_the_accepted_figures_warrant_as_much() -> None:
    assert not waits_for_review(an_assessment(**DOUBT, accepted_level="red"), JAN, Policy(), TENTH)
    assert waits_for_review(an_assessment(**DOUBT, accepted_level="orange"), JAN, Policy(), TENTH)
    assert waits_for_review(an_assessment(**DOUBT, accepted_level="red", accepted_units=3), JAN, Policy(), TENTH)


def test_nothing_waits_where_nothing_is_in_doubt() -> None:
    assert not waits_for_review(an_assessment(accepted_units=0), JAN, Policy(), TENTH)


def test_a_raise_that_waited_comes_with_the_review_or_with_the_day(life: Life) -> None:
    life.today = TENTH
    waiting = life.see(JAN, "red", **UNREVIEWED)
    assert (waiting.events, waiting.reason, waiting.held) == ((), "doubtful_until_reviewed", True)
    assert life.history[JAN].level == "reporting"
    raised = of(AlertRaised, *life.see(JAN, "red").events)
    assert not raised.assessment.doubtful


def test_a_raise_in_doubt_goes_out_once_the_day_has_passed_and_says_whose_figures(life: Life) -> None:
    life.today = TENTH
    life.see(JAN, "red", **UNREVIEWED)
    life.today = date(2025, 2, 18)
    assert of(AlertRaised, *life.see(JAN, "red", **UNREVIEWED).events).assessment.doubtful == DOUBT["doubtful"]


def test_an_open_alert_does_not_wait(life: Life) -> None:
    life.see(JAN, "red")
    life.today = date(2025, 3, 10)
    assert life.see("2025-02", "orange", **UNREVIEWED).reason == "improved"
