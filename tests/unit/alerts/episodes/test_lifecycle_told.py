from __future__ import annotations

import pytest

from services.alerts.episodes.episode import AlertDecision, evolve
from shared.events import (
    AlertAdvised,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    NotificationQueued,
)
from tests.narrowing import of
from tests.unit.alerts.episodes.life import APR, FEB, JAN, MAR, MAY, Life, clear


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
