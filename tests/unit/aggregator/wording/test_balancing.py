"""舍位平衡."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.wording.balancing import balance

AMOUNTS = st.lists(st.integers(-(10**9), 10**9), max_size=60)
STEPS = st.sampled_from([1, 2, 3, 10, 100, 10_000])


def test_what_does_not_add_up_goes_where_the_remainder_is_largest() -> None:
    assert balance([3_333, 3_333, 3_334], 100) == ((33, 33, 34), 100, frozenset({2}))
    assert balance([3_366, 3_367, 3_267], 100) == ((33, 34, 33), 100, frozenset({0}))


def test_of_equal_remainders_the_first_is_adjusted() -> None:
    assert balance([149, 149, 149], 100).adjusted == {0}
    assert balance([151, 151, 151], 100).adjusted == {0}


@given(AMOUNTS, STEPS)
def test_the_printed_parts_add_up_to_the_printed_total(parts: list[int], step: int) -> None:
    found = balance(parts, step)
    assert sum(found.parts) == found.total == round(Fraction(sum(parts), step))


@given(AMOUNTS, STEPS)
def test_no_part_is_a_whole_unit_of_the_last_place_away_from_what_it_is(parts: list[int], step: int) -> None:
    for part, printed in zip(parts, balance(parts, step).parts, strict=True):
        assert abs(Fraction(part, step) - printed) < 1


@given(AMOUNTS, STEPS)
def test_nothing_is_adjusted_where_it_adds_up_by_itself_and_what_is_not_named_is_rounded_alone(
    parts: list[int], step: int
) -> None:
    alone, found = [round(Fraction(part, step)) for part in parts], balance(parts, step)
    assert (not found.adjusted) == (sum(alone) == found.total)
    assert {place for place, each in enumerate(alone) if each != found.parts[place]} == found.adjusted
    assert len(found.adjusted) == abs(found.total - sum(alone))


@given(AMOUNTS, STEPS)
def test_the_same_parts_are_balanced_in_the_same_way(parts: list[int], step: int) -> None:
    assert balance(parts, step) == balance(list(parts), step)
