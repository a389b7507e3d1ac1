from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.demo.world.noise import generator
from services.demo.world.paths import FlowPoints, flow_path, stock_path, surveyed_path, year_totals

EVEN = [1] * 12


@given(st.dictionaries(st.integers(-1, 59), st.integers(0, 10**7), min_size=1, max_size=6), st.text(max_size=3))
def test_a_stock_passes_exactly_through_every_fixed_point(points: dict[int, int], seed: str) -> None:
    path = stock_path(points, 60, generator(seed))
    assert len(path) == 60
    assert all(path[month] == value for month, value in points.items() if month >= 0)
    assert min(path) >= 0


def test_a_stock_swings_between_its_fixed_points_but_never_far() -> None:
    path = stock_path({-1: 0, 59: 6_000_000}, 60, generator("swing"))
    straight = [6_000_000 * (month + 1) // 60 for month in range(60)]
    strays = [abs(a - b) for a, b in zip(path, straight, strict=True)]
    assert max(strays) > 0
    assert max(strays) <= 6_000_000 * 3 // 100


def test_a_stock_without_any_fixed_point_is_refused() -> None:
    with pytest.raises(ValueError, match="fixed point"):
        stock_path({}, 60, generator("none"))


@given(
    st.lists(st.integers(0, 10**6), min_size=3, max_size=3),
    st.dictionaries(st.integers(0, 11), st.integers(0, 10**6), max_size=3),
)
def test_the_months_of_a_flow_add_up_to_each_year_and_pass_through_each_year_to_date(
    totals: list[int], to_date: dict[int, int]
) -> None:
    sums = sorted(to_date.values())
    fixed = {12 + month: value for month, value in zip(sorted(to_date), sums, strict=True)}
    totals[1] = max([totals[1], *sums])
    if 23 in fixed:
        totals[1] = fixed[23]
    path = flow_path(FlowPoints(to_date=fixed), totals, EVEN * 3, generator("flow"))
    assert [sum(path[year * 12 : year * 12 + 12]) for year in range(3)] == totals
    assert all(sum(path[12 : month + 1]) == value for month, value in fixed.items())
    assert min(path) >= 0


def test_a_year_to_date_that_falls_is_refused() -> None:
    with pytest.raises(ValueError, match="never falls"):
        flow_path(FlowPoints(to_date={2: 50, 5: 40}), [100], EVEN, generator("falls"))


def test_an_overall_sum_fills_the_years_nobody_published() -> None:
    points = FlowPoints(to_date={11: 105, 21: 80}, overall={57: 500})
    totals, fixed = year_totals(points, [None] * 5, EVEN)
    assert totals[0] == 105
    assert totals[1] == 96
    assert abs(totals[2] - totals[3]) <= 1
    assert sum(totals[:4]) + fixed.to_date[57] == 500
    path = flow_path(fixed, totals, EVEN * 5, generator("overall"))
    assert sum(path[:58]) == 500
    assert sum(path[:12]) == 105
    assert sum(path[12:22]) == 80


def test_a_year_without_a_wish_repeats_its_nearest_published_neighbour() -> None:
    totals, _ = year_totals(FlowPoints(to_date={23: 40, 47: 60}), [None] * 5, EVEN)
    assert totals == [40, 40, 40, 60, 60]


def test_a_flow_of_which_nothing_is_known_is_refused() -> None:
    with pytest.raises(ValueError, match="how large"):
        year_totals(FlowPoints(), [None], EVEN)


def test_years_that_already_exceed_an_overall_sum_are_refused() -> None:
    with pytest.raises(ValueError, match="exceed"):
        year_totals(FlowPoints(to_date={11: 90}, overall={35: 80}), [None] * 3, EVEN)


def test_a_surveyed_rate_passes_through_its_months_and_its_means() -> None:
    months, means = {11: 520, 26: 550}, {23: 540, 29: 550, 32: 540}
    path = surveyed_path(months, means, 500, 60, generator("survey"))
    assert len(path) == 60
    assert path[11] == 520
    assert path[26] == 550
    assert sum(path[12:24]) == 540 * 12
    assert sum(path[24:30]) == 550 * 6
    assert sum(path[24:33]) == 540 * 9
    assert all(value % 10 == 0 for value in path)
    assert all(480 <= value <= 580 for value in path)


def test_a_surveyed_rate_without_publications_keeps_near_the_usual_one() -> None:
    path = surveyed_path({}, {}, 530, 24, generator("usual"))
    assert len(set(path)) > 1
    assert all(abs(value - 530) <= 10 for value in path)
