from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.demo.world.noise import generator
from services.demo.world.paths.stock import stock_path


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
