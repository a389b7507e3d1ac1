"""舍位平衡: rounded parts that add up to the rounded total, by the largest remainders. Pure.

Every part is rounded as it would stand alone. Where these do not add up to the total, rounded alone too, as many as
differ go to the other of their two neighbours: those that lie nearest to it, the first of equals first.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from shared.quantities import round_half_even


class Balanced(NamedTuple):
    """The parts and their total in units of the last place, and which parts (by place) are not as rounded alone."""

    parts: tuple[int, ...]
    total: int
    adjusted: frozenset[int]


def balance(parts: Sequence[int], step: int) -> Balanced:
    """``parts``, whole numbers of a base unit of which ``step`` make one of the last place, rounded so that they add
    up to their rounded sum."""
    exact = [Fraction(part, step) for part in parts]
    alone = [round_half_even(each) for each in exact]
    total = round_half_even(sum(exact, Fraction(0)))
    lacking = total - sum(alone)
    way = 1 if lacking > 0 else -1
    by_remainder = sorted(range(len(parts)), key=lambda place: (way * (alone[place] - exact[place]), place))
    adjusted = frozenset(by_remainder[: abs(lacking)])
    printed = tuple(each + way * (place in adjusted) for place, each in enumerate(alone))
    return Balanced(printed, total, adjusted)
