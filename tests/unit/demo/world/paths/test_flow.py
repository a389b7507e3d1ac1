from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.demo.world.noise import generator
from services.demo.world.paths.flow import FlowPoints, flow_path, year_totals

EVEN = [1] * 12


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
