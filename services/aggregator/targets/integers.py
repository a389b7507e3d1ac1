"""Exact values as the integers of an assessment: base units, or parts of one. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from shared.quantities import PARTS_PER_MILLION


def scaled(value: Fraction | None, scale: int) -> int | None:
    """``value`` in parts of one ``scale``-th, half to even."""
    if value is None:
        return None
    whole, rest = divmod(value.numerator * scale, value.denominator)  # without a Fraction, which costs more
    twice = 2 * rest
    return whole + (twice > value.denominator or (twice == value.denominator and whole % 2 == 1))


class Integers(NamedTuple):
    """Exact measures as integers: base units, or parts per million for a rate."""

    rate: bool

    def of(self, value: Fraction | None) -> int | None:
        return scaled(value, PARTS_PER_MILLION if self.rate else 1)
