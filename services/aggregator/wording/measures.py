"""Exact values as the integers of an assessment: base units, or parts per million of one for a rate. Pure."""

from __future__ import annotations

from fractions import Fraction

from shared.catalogue.model import Target
from shared.quantities import PARTS_PER_MILLION, Unit, round_half_even


def measure(value: Fraction | None, target: Target) -> int | None:
    """A catalogue value (base units, or a fraction of one) in the measure of an assessment."""
    return whole_measure(value, target.unit)


def whole_measure(value: Fraction | None, unit: Unit) -> int | None:
    """An exact value (base units, or a fraction of one) of a figure in ``unit`` as an assessment's integer."""
    if value is None:
        return None
    return round_half_even(value * PARTS_PER_MILLION if unit.base == "%" else value)
