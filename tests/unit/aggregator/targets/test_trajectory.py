from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.targets.month_shares import EVEN_MONTHS, cumulative_shares, learn_month_shares
from services.aggregator.targets.trajectory import Trajectory
from shared.catalogue.model.year_shares import even_years


def normalised(weights: list[int]) -> tuple[Fraction, ...]:
    return tuple(Fraction(weight, sum(weights)) for weight in weights)


def some_shares(size: int) -> st.SearchStrategy[tuple[Fraction, ...]]:
    return st.lists(st.integers(0, 50), min_size=size, max_size=size).filter(any).map(normalised)


@st.composite
def trajectories(draw: st.DrawFn) -> Trajectory:
    shares = cumulative_shares(draw(some_shares(5)), draw(some_shares(12)))
    start, end = draw(st.integers(0, 10**6)), draw(st.integers(0, 10**6))
    return Trajectory(Fraction(start), Fraction(end if end != start else end + 1), shares)


EVEN = Trajectory(Fraction(7_300_000), Fraction(7_500_000), cumulative_shares(even_years(5)))


def test_on_even_shares_month_51_of_60_stands_at_17_twentieths_of_the_way() -> None:
    assert EVEN.expected(51) == 7_470_000


def test_annual_plan_figures_and_month_shares_shape_the_line() -> None:
    front_loaded = normalised([2, 2, 2, 1, 1, 1, 1, 1, 1, 0, 0, 0])
    shares = cumulative_shares(normalised([3, 2, 2, 2, 1]), front_loaded)
    assert shares[3] == Fraction(3, 10) / 2
    assert shares[12] == shares[9] == Fraction(3, 10)
    assert shares[15] == Fraction(3, 10) + Fraction(2, 10) / 2


@given(some_shares(5), some_shares(12))
def test_the_share_due_starts_at_nothing_never_falls_and_ends_at_one(
    years: tuple[Fraction, ...], shares: tuple[Fraction, ...]
) -> None:
    due = cumulative_shares(years, shares)
    assert (due[0], due[-1], len(due)) == (Fraction(0), Fraction(1), 61)
    assert all(before <= after for before, after in pairwise(due))


@pytest.mark.parametrize(
    ("years", "shares"),
    [
        (even_years(5), (Fraction(1, 11),) * 11),
        ((Fraction(1, 2), Fraction(1, 3)), EVEN_MONTHS),
        ((Fraction(3, 2), Fraction(-1, 2)), EVEN_MONTHS),
    ],
)
def test_shares_that_are_no_shares_are_refused(years: tuple[Fraction, ...], shares: tuple[Fraction, ...]) -> None:
    with pytest.raises(ValueError, match="shares"):
        cumulative_shares(years, shares)


def test_months_behind_is_the_distance_to_the_month_the_line_stood_at_the_figure() -> None:
    assert EVEN.months_behind(51, Fraction(7_400_000)) == 21
    assert EVEN.months_behind(12, Fraction(7_400_000)) == -18
    assert EVEN.months_behind(51, EVEN.expected(50) - Fraction(1, 2) * EVEN.way / 60) == Fraction(3, 2)


def test_a_figure_short_of_the_start_is_behind_by_every_month_so_far() -> None:
    assert EVEN.months_behind(51, Fraction(6_570_000)) == 51


def test_a_figure_past_the_end_is_ahead_by_every_month_left() -> None:
    assert EVEN.months_behind(27, Fraction(9_000_000)) == -33


def test_on_a_flat_stretch_the_nearest_month_counts() -> None:
    flat_summer = normalised([1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1])
    line = Trajectory(Fraction(0), Fraction(900), cumulative_shares((Fraction(1),), flat_summer))
    assert line.months_behind(8, Fraction(500)) == 0
    assert line.months_behind(9, Fraction(500)) == 1
    assert line.months_behind(4, Fraction(500)) == -1


@given(trajectories(), st.integers(0, 60))
def test_a_figure_on_the_line_is_no_month_behind(line: Trajectory, month: int) -> None:
    assert line.months_behind(month, line.expected(month)) == 0


@given(trajectories(), st.integers(0, 60), st.integers(-(10**6), 2 * 10**6))
def test_months_behind_has_the_sign_of_the_gap_and_stays_inside_the_plan(
    line: Trajectory, month: int, actual: int
) -> None:
    behind = line.months_behind(month, Fraction(actual))
    gap = line.shares[month] - line.done(Fraction(actual))
    assert month - 60 <= behind <= month
    assert behind * gap >= 0


@given(trajectories())
def test_what_is_expected_moves_one_way_only(line: Trajectory) -> None:
    expected = [line.expected(month) for month in range(line.length + 1)]
    assert expected[0] == line.start
    assert expected[-1] == line.end
    assert all((after - before) * line.way >= 0 for before, after in pairwise(expected))


def test_one_complete_year_moves_the_shares_half_way_from_even() -> None:
    learnt = learn_month_shares(((24, 0, *([10] * 9), 6),))
    assert learnt is not None
    total = sum([24, 0, *([10] * 9), 6])
    assert learnt[0] == (Fraction(24, total) + Fraction(1, 12)) / 2
    assert learnt[1] == Fraction(1, 24)


def test_the_median_year_counts_and_not_one_that_stands_out() -> None:
    even, odd = (10,) * 12, (1200, *([1] * 11))
    assert learn_month_shares((even, odd, even)) == EVEN_MONTHS


def test_a_year_that_is_short_empty_or_negative_teaches_nothing() -> None:
    assert learn_month_shares(((10,) * 11, (0,) * 12, (-1, *([10] * 11)))) is None
    assert learn_month_shares(()) is None


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=12, max_size=12).filter(any), min_size=1, max_size=4))
def test_learnt_shares_add_up_to_one_and_no_month_is_left_out(years: list[list[int]]) -> None:
    learnt = learn_month_shares(tuple(map(tuple, years)))
    assert learnt is not None
    assert sum(learnt) == 1
    assert min(learnt) > 0
