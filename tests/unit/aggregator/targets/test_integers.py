"""Exact values as integers: half to even, and parts per million for a rate."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.targets.integers import Integers, scaled
from shared.quantities import round_half_even


@pytest.mark.parametrize(
    ("value", "expected"), [("1/2", 0), ("3/2", 2), ("5/2", 2), ("-1/2", 0), ("-3/2", -2), ("7/3", 2)]
)
def test_a_half_goes_to_the_even_side(value: str, expected: int) -> None:
    assert scaled(Fraction(value), 1) == expected


@given(st.fractions(), st.sampled_from([1, 10, 10_000, 1_000_000]))
def test_it_is_the_rounding_of_the_product(value: Fraction, scale: int) -> None:
    assert scaled(value, scale) == round_half_even(value * scale)


def test_nothing_stays_nothing() -> None:
    assert scaled(None, 10_000) is None
    assert Integers(rate=True).of(None) is None


def test_a_rate_is_told_in_parts_per_million_and_an_amount_in_its_base_unit() -> None:
    assert (Integers(rate=True).of(Fraction("0.95")), Integers(rate=False).of(Fraction(7_060_000))) == (
        950_000,
        7_060_000,
    )
