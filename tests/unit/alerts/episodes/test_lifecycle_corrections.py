from __future__ import annotations

from services.alerts.episodes.episode import AlertDecision
from shared.events import (
    AlertClosedByCorrection,
    AlertLevelChanged,
    AlertRaised,
    AlertReopened,
    AlertResolved,
)
from tests.narrowing import of
from tests.unit.alerts.episodes.life import APR, FEB, JAN, MAR, MAY, Life, clear


def test_a_correction_that_cures_closes_with_the_old_and_the_new_figure(life: Life) -> None:
    life.see(JAN, "red", actual=6_570_000)
    decision = life.see(JAN, "normal", actual=7_480_000)
    (closed,) = decision.events
    assert isinstance(closed, AlertClosedByCorrection)
    assert (closed.old_actual, closed.assessment.actual, closed.period) == (6_570_000, 7_480_000, JAN)
    assert decision.reason == "correction_cured"


def test_a_correction_that_nobody_accepted_yet_ends_nothing_and_waits_for_review(life: Life) -> None:
    life.see(JAN, "red")
    waiting = life.see(JAN, "normal", accepted_level="red", accepted_units=37)
    assert waiting == AlertDecision((), "cure_waits_for_review")
    assert life.state.open
    assert life.state.level == "red"
    assert life.see(JAN, "normal").reason == "correction_cured"


def test_accepted_figures_of_too_few_units_end_nothing(life: Life) -> None:
    life.see(JAN, "red")
    assert life.see(JAN, "normal", accepted_units=36).reason == "cure_waits_for_review"


def test_a_correction_ends_nothing_while_another_month_that_counts_is_not_accepted(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "normal", accepted_units=0, accepted_level=None, accepted_progress=None)
    assert life.see(JAN, "normal").reason == "cure_waits_for_review"
    assert life.see(FEB, "normal", accepted_progress=9_900).reason == "correction_cured"


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
    life.see(JAN, "yellow")
    life.see(FEB, "yellow")
    life.see(MAR, "normal", **clear())
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


def test_an_accepted_cure_that_is_corrected_back_opens_the_same_episode_again(life: Life) -> None:
    life.see(JAN, "red")
    assert of(AlertClosedByCorrection, *life.see(JAN, "normal").events).episode == 1
    again = of(AlertReopened, *life.see(JAN, "orange", accepted_level="normal").events, *life.see(JAN, "red").events)
    assert (again.episode, again.level, again.since, again.reason, again.frozen) == (
        1,
        "red",
        JAN,
        "close_undone",
        False,
    )
    assert life.state.open


def test_the_figures_that_resolved_an_episode_are_corrected_and_it_goes_on(life: Life) -> None:
    life.see(JAN, "red")
    assert isinstance(life.see(FEB, "normal", **clear()).events[0], AlertResolved)
    again = of(AlertReopened, *life.see(FEB, "red").events)
    assert (again.episode, again.period, again.level) == (1, FEB, "red")


def test_an_accepted_cure_that_is_returned_opens_the_episode_again_frozen(life: Life) -> None:
    life.see(JAN, "red")
    life.see(JAN, "normal")
    again = of(AlertReopened, *life.see(JAN, "missing", accepted_units=0).events)
    assert (again.level, again.frozen, again.reason) == ("red", True, "close_withdrawn")
    assert life.see(JAN, "missing", accepted_units=0, reported_units=3) == AlertDecision((), "already_frozen")
    assert life.see(JAN, "red").reason == "figures_returned"
    assert life.state.open


def test_the_resolving_month_is_returned_and_the_episode_goes_on_until_figures_resolve_it_again(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "normal", **clear())
    assert of(AlertReopened, *life.see(FEB, "missing").events).frozen
    assert life.see(FEB, "normal", **clear()).reason == "caught_up"
    assert not life.state.open


def test_a_later_month_that_resolves_by_itself_leaves_the_episode_closed(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "normal", **clear())
    life.see(MAR, "normal", **clear())
    assert life.see(FEB, "missing") == AlertDecision((), "missing")
    assert not life.state.open


def test_another_month_that_is_returned_does_not_undo_a_resolution(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "red")
    life.see(MAR, "normal", **clear())
    assert life.see(FEB, "missing") == AlertDecision((), "missing")


def test_a_new_month_behind_after_a_close_is_a_new_episode(life: Life) -> None:
    life.see(JAN, "red")
    life.see(JAN, "normal")
    assert life.see(FEB, "red").reason == "red_at_once"
    assert life.state.episode == 2


def test_what_ended_because_the_target_binds_no_more_is_not_opened_again(life: Life) -> None:
    life.see(JAN, "red")
    life.see(FEB, "red", binding=False)
    assert life.see(JAN, "missing") == AlertDecision((), "missing")
    assert life.see(APR, "red").reason == "red_at_once"
    assert life.state.episode == 2
