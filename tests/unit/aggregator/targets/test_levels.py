from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.targets.levels import (
    LevelVerdict,
    breached_in_a_row,
    fallen_by,
    judge_bound,
    judge_final,
    judge_trajectory,
    noise_guard,
)
from services.aggregator.targets.month_shares import cumulative_shares
from services.aggregator.targets.trajectory import Trajectory
from shared.catalogue.model import Bound
from shared.catalogue.model.year_shares import even_years
from shared.catalogue.rules import Cuts

CUTS = Cuts()
SHARES = cumulative_shares(even_years(5))


def judged(
    start: int, end: int, actual: int, *, month: int = 30, climbing: bool = False, noise: int = 0
) -> LevelVerdict:
    line = Trajectory(Fraction(start), Fraction(end), SHARES)
    return judge_trajectory(line, month, Fraction(actual), usual_revision=Fraction(noise), climbing=climbing, cuts=CUTS)


@pytest.mark.parametrize(
    ("done", "level"),
    [
        (1000, "normal"),
        (950, "normal"),
        (949, "yellow"),
        (850, "yellow"),
        (849, "orange"),
        (700, "orange"),
        (699, "red"),
    ],
)
def test_a_flows_levels_begin_below_95_85_and_70_per_cent(done: int, level: str) -> None:
    assert judged(0, 2000, done).level == level


@pytest.mark.parametrize(
    ("climbed", "level"),
    [(1000, "normal"), (950, "normal"), (949, "yellow"), (600, "yellow"), (599, "orange"), (0, "orange"), (-1, "red")],
)
def test_a_climbing_stocks_levels_begin_below_95_60_and_0_per_cent(climbed: int, level: str) -> None:
    assert judged(5000, 7000, 5000 + climbed, climbing=True).level == level


def test_a_target_that_must_fall_is_judged_the_same_way_round() -> None:
    verdict = judged(7000, 5000, 7001, climbing=True)
    assert (verdict.level, verdict.reason, verdict.gap) == ("red", "moved_away", Fraction(1001))
    assert judged(7000, 5000, 6000, climbing=True).progress == 1


def test_the_reason_tells_being_behind_from_moving_away_and_from_having_arrived() -> None:
    assert judged(5000, 7000, 5500, climbing=True).reason == "behind_schedule"
    assert judged(5000, 7000, 4999, climbing=True).reason == "moved_away"
    assert judged(5000, 7000, 6000, climbing=True).reason == "on_schedule"
    assert judged(5000, 7000, 7000, climbing=True).reason == "target_reached"


def test_a_plan_can_set_its_own_cuts() -> None:
    line = Trajectory(Fraction(0), Fraction(2000), SHARES)
    strict = Cuts(total_yellow=Fraction(1), total_orange=Fraction(99, 100))
    verdict = judge_trajectory(line, 60, Fraction(1_966), usual_revision=Fraction(0), climbing=False, cuts=strict)
    assert verdict.level == "orange"


def test_less_than_a_month_behind_is_not_behind_and_a_month_is() -> None:
    """A month of the line is 33⅓ of 2 000: at month 10 333⅓ are due."""
    assert judged(0, 2000, 300, month=10).level == "yellow"
    verdict = judged(0, 2000, 301, month=10)
    assert (verdict.level, verdict.reason, verdict.met) == ("normal", "within_a_month", False)
    assert verdict.progress == Fraction(903, 1000)


def test_a_stock_that_stands_short_of_its_start_beyond_the_noise_is_yellow_though_nothing_is_due_yet() -> None:
    """The guard of 7 500 is 15, and at month 3 only 10 are due."""
    at_the_guard = judged(7_300, 7_500, 7_285, month=3, climbing=True)
    assert (at_the_guard.level, at_the_guard.reason) == ("normal", "inside_noise_guard")
    beyond = judged(7_300, 7_500, 7_284, month=3, climbing=True)
    assert (beyond.level, beyond.reason, beyond.progress) == ("yellow", "moved_away", None)
    falling = judged(7_500, 7_300, 7_516, month=3, climbing=True)
    assert (falling.level, falling.reason) == ("yellow", "moved_away")
    assert judged(0, 7_500, 0, month=1).reason == "behind_schedule"  # a sum has no start to fall short of


def test_a_stock_that_has_fallen_beyond_the_noise_is_yellow_unless_it_is_ahead_or_less_than_a_month_behind() -> None:
    def after_a_fall(actual: int, month: int, fallen: int) -> tuple[str, str]:
        line = Trajectory(Fraction(7_300), Fraction(7_500), SHARES)
        verdict = judge_trajectory(
            line,
            month,
            Fraction(actual),
            usual_revision=Fraction(0),
            climbing=True,
            cuts=CUTS,
            fallen=Fraction(fallen),
        )
        return verdict.level, verdict.reason

    assert after_a_fall(7_300, 3, 16) == ("yellow", "falling_back")
    assert after_a_fall(7_300, 3, 15) == ("normal", "inside_noise_guard")
    assert after_a_fall(7_492, 60, 16) == ("yellow", "falling_back")  # P is .96, 2.4 months behind
    assert after_a_fall(7_402, 30, 16) == ("normal", "on_schedule")
    assert after_a_fall(7_398, 30, 16) == ("normal", "within_a_month")
    assert after_a_fall(7_350, 30, 16) == ("orange", "falling_back")


def test_a_fall_is_one_in_every_month() -> None:
    down = [Fraction(each) for each in (7_280, 7_290, 7_297, 7_300)]
    assert fallen_by(down, Fraction(200)) == 20
    assert fallen_by(down, Fraction(-200)) == 0
    assert fallen_by([Fraction(each) for each in (7_280, 7_290, 7_290, 7_300)], Fraction(200)) == 0
    assert fallen_by([], Fraction(200)) == 0


def test_the_noise_guard_is_the_larger_of_two_thousandths_of_the_target_and_two_usual_revisions() -> None:
    assert noise_guard(Fraction(30_000), Fraction(0), CUTS) == 60
    assert noise_guard(Fraction(30_000), Fraction(59), CUTS) == 118


def test_inside_the_noise_guard_nothing_is_computed_and_nothing_fires_short_of_it() -> None:
    verdict = judged(29_600, 30_000, 29_482, month=17, climbing=True, noise=59)
    assert (verdict.level, verdict.reason, verdict.progress) == ("normal", "inside_noise_guard", None)
    assert judged(29_600, 30_000, 29_482, month=18, climbing=True, noise=59).level == "red"


@pytest.mark.parametrize(("breached", "level"), [(1, "yellow"), (2, "orange"), (3, "red"), (7, "red")])
def test_a_breached_floor_is_yellow_once_orange_twice_and_red_three_times_in_a_row(breached: int, level: str) -> None:
    verdict = judge_bound(Bound.AT_LEAST, Fraction(95, 100), Fraction(94, 100), breached, cuts=CUTS)
    assert (verdict.level, verdict.rule, verdict.reason) == (level, "floor", "bound_breached")
    assert (verdict.gap, verdict.points) == (Fraction(1, 100), Fraction(1, 95))


@pytest.mark.parametrize(
    ("bound", "actual", "kept", "rule"),
    [
        (Bound.AT_LEAST, 95, True, "floor"),
        (Bound.MORE_THAN, 95, False, "floor"),
        (Bound.AT_MOST, 95, True, "ceiling"),
        (Bound.LESS_THAN, 95, False, "ceiling"),
        (Bound.LESS_THAN, 94, True, "ceiling"),
    ],
)
def test_a_bound_holds_as_it_is_written(bound: Bound, actual: int, kept: bool, rule: str) -> None:
    verdict = judge_bound(bound, Fraction(95), Fraction(actual), 1, cuts=CUTS)
    assert (verdict.met, verdict.rule, verdict.level == "normal") == (kept, rule, kept)


def test_a_single_month_above_the_ceiling_is_only_advice_while_the_years_mean_holds() -> None:
    verdict = judge_bound(Bound.LESS_THAN, Fraction(55), Fraction(54), 0, cuts=CUTS, month=Fraction(57))
    assert (verdict.level, verdict.reason) == ("normal", "single_month_above")


def test_the_years_mean_above_the_ceiling_is_a_breach_even_after_a_good_month() -> None:
    verdict = judge_bound(Bound.LESS_THAN, Fraction(55), Fraction(56), 1, cuts=CUTS, month=Fraction(50))
    assert (verdict.level, verdict.reason, verdict.gap) == ("yellow", "year_mean_breached", Fraction(1))


def test_breaches_are_counted_back_to_the_last_period_that_kept_the_bound() -> None:
    assert breached_in_a_row([False, False, True, False]) == 2
    assert breached_in_a_row([True, False]) == 0
    assert breached_in_a_row([]) == 0


def test_at_the_end_there_is_only_done_or_not_with_the_signed_difference() -> None:
    done = judge_final(Bound.AT_LEAST, Fraction(750), Fraction(752), Fraction(730))
    assert (done.level, done.reason, done.gap, done.points) == ("normal", "completed", Fraction(-2), Fraction(-1, 10))
    missed = judge_final(Bound.AT_LEAST, Fraction(750), Fraction(749), Fraction(730))
    assert (missed.level, missed.rule, missed.reason, missed.gap) == ("red", "final", "not_completed", Fraction(1))
    assert judge_final(Bound.MORE_THAN, Fraction(300), Fraction(300), Fraction(0)).reason == "not_completed"
    assert judge_final(Bound.LESS_THAN, Fraction(5), Fraction(6), None).points == Fraction(1, 5)


@given(
    st.integers(0, 10**9),
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.integers(1, 60),
    st.booleans(),
    st.integers(0, 5000),
)
def test_ten_times_every_figure_leaves_progress_and_level_as_they_are(
    start: int, climb: int, actual: int, month: int, climbing: bool, noise: int
) -> None:
    once = judged(start, start + climb, actual, month=month, climbing=climbing, noise=noise)
    tenfold = judged(10 * start, 10 * (start + climb), 10 * actual, month=month, climbing=climbing, noise=10 * noise)
    assert (once.progress, once.level, once.reason, once.points) == (
        tenfold.progress,
        tenfold.level,
        tenfold.reason,
        tenfold.points,
    )
