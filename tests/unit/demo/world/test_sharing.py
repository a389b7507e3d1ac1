from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.demo.world.sharing import share_rate, share_within, take_own

PARTS = st.lists(st.tuples(st.integers(0, 1_000), st.integers(0, 500)), min_size=1, max_size=12)


@given(PARTS, st.data())
def test_the_parts_add_up_and_none_exceeds_its_ceiling(parts: list[tuple[int, int]], data: st.DataObject) -> None:
    weights, ceilings = [weight for weight, _ in parts], [ceiling for _, ceiling in parts]
    total = data.draw(st.integers(0, sum(ceilings)))
    shares = share_within(total, weights, ceilings)
    assert sum(shares) == total
    assert all(0 <= share <= ceiling for share, ceiling in zip(shares, ceilings, strict=True))


@given(PARTS, st.data())
def test_a_shared_rate_adds_up_and_no_unit_exceeds_one(parts: list[tuple[int, int]], data: st.DataObject) -> None:
    weights, denominators = [weight for weight, _ in parts], [denominator for _, denominator in parts]
    numerator = data.draw(st.integers(0, sum(denominators)))
    shares = share_rate(numerator, weights, denominators)
    assert sum(shares) == numerator
    assert all(0 <= share <= whole for share, whole in zip(shares, denominators, strict=True))


def test_what_a_full_part_cannot_take_goes_to_the_others() -> None:
    assert share_within(100, [1, 1, 2], [10, 100, 100]) == [10, 30, 60]


def test_more_than_the_ceilings_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="do not hold"):
        share_within(11, [1, 1], [5, 5])


def test_units_with_figures_of_their_own_take_what_they_wish_while_it_lasts() -> None:
    assert take_own(100, {"a": 30, "b": 20}, {"a": 50, "b": 50}, room=100) == {"a": 30, "b": 20}
    assert take_own(40, {"a": 30, "b": 20}, {"a": 50, "b": 50}, room=100) == {"a": 30, "b": 10}


def test_the_last_of_them_takes_what_the_others_have_no_room_for() -> None:
    assert take_own(100, {"a": 30, "b": 20}, {"a": 50, "b": 50}, room=25) == {"a": 30, "b": 45}


def test_none_of_them_takes_more_than_its_ceiling() -> None:
    assert take_own(100, {"a": 30, "b": 20}, {"a": 10, "b": 15}, room=0) == {"a": 10, "b": 15}
