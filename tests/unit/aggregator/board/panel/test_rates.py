"""Rates as a person reads them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from services.aggregator.board.panel.rates import percent


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (None, "—"),
        (Fraction(0), "0.0%"),
        (Fraction(-3, 100), "−3.0%"),
        (Fraction(-4, 10_000), "0.0%"),
        (Fraction(-5, 10_000), "−0.1%"),
        (Fraction(12_345, 100_000), "12.3%"),
    ],
)
def test_a_rate_is_written_to_a_tenth(rate: Fraction | None, text: str) -> None:
    assert percent(rate) == text


def test_a_change_carries_its_sign() -> None:
    assert [percent(each, signed=True) for each in (Fraction(1, 100), Fraction(0), Fraction(-1, 100))] == [
        "+1.0%",
        "0.0%",
        "−1.0%",
    ]
