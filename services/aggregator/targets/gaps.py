"""Which units make up a gap: parts that add up to it exactly, the largest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


class UnitAgainstLine(NamedTuple):
    """How one unit stands in its area's target: its ``actual``, what was ``due`` of it (its share of the area's line;
    for a rate the line itself), and its part of the area's ``gap`` (below zero: ahead). None where it is held back,
    or where it has no denominator."""

    region: str
    actual: int | None
    due: int | None
    gap: int | None


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
    return {
        unit.region: share - unit.value if upward else unit.value - share for unit, share in _shares(expected, units)
    }


def _shares(expected: int, units: Sequence[UnitPart]) -> Iterator[tuple[UnitPart, int]]:
    """What of an amount was due of each unit: by weight, together exactly ``expected``."""
    if units:
        yield from zip(units, apportion(expected, [max(0, unit.weight) for unit in units]), strict=True)


def rate_gaps(expected: Fraction, gap: int, units: Sequence[UnitPart], upward: bool) -> dict[str, int]:
    """Each unit's part of a rate's gap, in parts per million of the whole: what its numerator
    lacks to the expected rate of its denominator. The parts add up to ``gap``."""
    whole = sum(unit.denominator for unit in units)
    if whole <= 0:
        return {}
    scale = Fraction(PARTS_PER_MILLION if upward else -PARTS_PER_MILLION, whole)
    exact = [scale * (expected * unit.denominator - unit.value) for unit in units]
    return dict(zip((unit.region for unit in units), _fitted(exact, gap), strict=True))


def amount_standings(expected: int, units: Sequence[UnitPart], upward: bool) -> list[UnitAgainstLine]:
    """Every unit of an amount, the one that lacks most first. Equal ones go by code."""
    return _ordered(
        UnitAgainstLine(unit.region, unit.value, share, share - unit.value if upward else unit.value - share)
        for unit, share in _shares(expected, units)
    )


def rate_standings(expected: Fraction, gap: int, units: Sequence[UnitPart], upward: bool) -> list[UnitAgainstLine]:
    """The same of a rate, in parts per million: each unit's own rate beside the one that was due."""
    gaps = rate_gaps(expected, gap, units, upward)
    due = round_half_even(expected * PARTS_PER_MILLION)
    return _ordered(
        UnitAgainstLine(each.region, _rate(each), due, gaps.get(each.region))
        if each.denominator > 0
        else _nothing(each)
        for each in units
    )


def _rate(unit: UnitPart) -> int:
    return round_half_even(Fraction(unit.value * PARTS_PER_MILLION, unit.denominator))


def _nothing(unit: UnitPart) -> UnitAgainstLine:
    return UnitAgainstLine(unit.region, None, None, None)


def _ordered(found: Iterable[UnitAgainstLine]) -> list[UnitAgainstLine]:
    return sorted(found, key=lambda each: (each.gap is None, -(each.gap or 0), each.region))


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
