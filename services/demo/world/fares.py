"""How well each target fares, made up on purpose.

None of it is a published figure; every report built on it is labelled simulated. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from services.demo.world.noise import between, generator
from shared.catalogue.model import Kind, Target
from shared.quantities import PARTS_PER_MILLION

WAYPOINTS: Mapping[tuple[str, str], Mapping[int, Fraction]] = {
    ("433100", "unemployment_insurance_insured"): {
        11: Fraction(21, 100),
        17: Fraction(26, 100),
        23: Fraction(29, 100),
        29: Fraction(31, 100),
        35: Fraction(47, 100),
        41: Fraction(75, 100),
        47: Fraction(86, 100),
        59: Fraction(103, 100),
    },
    ("500240", "unemployment_insurance_insured"): {
        11: Fraction(21, 100),
        23: Fraction(42, 100),
        35: Fraction(61, 100),
        47: Fraction(81, 100),
        59: Fraction(102, 100),
    },
}
"""Stories: the part of the way from baseline to target that is covered at a month of the plan.

湘西州 falls behind in 2022 and 2023 and is ahead again in 2024; 石柱县 keeps close to its line, of
which the whole climb is 400 people.
"""


@dataclass(frozen=True, slots=True)
class Fares:
    """How a target fares: chance out of a hundred, and the pace between two hundredths of the due one."""

    chance: int
    low: int
    high: int


CLIMBING = (Fares(66, 102, 122), Fares(20, 70, 91), Fares(10, 32, 56), Fares(4, -20, -5))
FLOWING = (Fares(66, 101, 116), Fares(20, 87, 94), Fares(10, 75, 84), Fares(4, 60, 68))
BINDING = (Fares(100, 104, 116),)


def pace(target: Target, kind: Kind, region: str) -> int:
    """How fast a target is approached: parts per million of its due pace, the same every time."""
    random = generator("pace", region, target.indicator)
    if target.binding:
        choices: tuple[Fares, ...] = BINDING
    else:
        choices = FLOWING if kind is Kind.FLOW else CLIMBING
    roll = between(random, 1, 100)
    for fares in choices:
        roll -= fares.chance
        if roll <= 0:
            return between(random, fares.low, fares.high) * PARTS_PER_MILLION // 100
    return PARTS_PER_MILLION
