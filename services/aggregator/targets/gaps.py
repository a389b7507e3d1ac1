"""Which units make up a gap: parts that add up to it exactly, the largest first. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from shared.events import Contribution
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION, apportion, round_half_even

LISTED = 8
"""How many units are named; the others are added up."""


@dataclass(frozen=True, slots=True)
class UnitPart:
    """One unit's side of a figure: its actual ``value`` (and denominator, for a rate), and the
    ``weight`` by which it shares what was expected (for a rate its denominator is the weight)."""

    region: str
    value: int
    denominator: int = 0
    weight: int = 0


class GapParts(NamedTuple):
    """The named units, and what the others come to: together exactly the gap."""

    listed: tuple[Contribution, ...] = ()
    rest_gap: int = 0
    rest_units: int = 0


def amount_gaps(expected: int, units: Sequence[UnitPart], upward: bool) -> dict[str, int]:
    """Each unit's part of an amount's gap: its share of ``expected`` by weight, less what it has.

    The parts add up to ``expected`` less the units' total (the negative of it for a ceiling).
    A unit below zero in weight counts as zero.
    """
    if not units:
        return {}
    shares = apportion(expected, [max(0, unit.weight) for unit in units])
    sign = 1 if upward else -1
    return {unit.region: sign * (share - unit.value) for unit, share in zip(units, shares, strict=True)}


def rate_gaps(expected: Fraction, gap: int, units: Sequence[UnitPart], upward: bool) -> dict[str, int]:
    """Each unit's part of a rate's gap, in parts per million of the whole: what its numerator
    lacks to the expected rate of its denominator. The parts add up to ``gap``."""
    whole = sum(unit.denominator for unit in units)
    if whole <= 0:
        return {}
    scale = Fraction(PARTS_PER_MILLION if upward else -PARTS_PER_MILLION, whole)
    exact = [scale * (expected * unit.denominator - unit.value) for unit in units]
    return dict(zip((unit.region for unit in units), _fitted(exact, gap), strict=True))


def split_gap(gap: int, parts: Mapping[str, int]) -> GapParts:
    """The largest parts of ``gap`` with their share of it, and the rest. Equal parts go by code."""
    ordered = sorted(parts.items(), key=lambda item: (-item[1], item[0]))
    listed = tuple(
        Contribution(region, part, round_half_even(Fraction(part * BASIS_POINTS, gap)))
        for region, part in ordered[:LISTED]
    )
    return GapParts(listed, gap - sum(each.gap for each in listed), len(ordered) - len(listed))


def _fitted(parts: Sequence[Fraction], total: int) -> list[int]:
    """The parts as integers that add up to ``total``: rounded down, the lacking ones handed to the
    largest remainders, over and over where rounding the total left more than one each."""
    whole = [part.numerator // part.denominator for part in parts]
    order = sorted(range(len(parts)), key=lambda index: (whole[index] - parts[index], index))
    each, extra = divmod(total - sum(whole), len(parts))
    for place, index in enumerate(order):
        whole[index] += each + (place < extra)
    return whole
