"""What is made up on purpose: sizes, seasons, and how well each target fares.

None of it is a published figure; every report built on it is labelled simulated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from services.demo.world.noise import between, generator
from shared.catalogue.model import Indicator, Kind, Region, Target
from shared.quantities import PARTS_PER_MILLION

RESIDENTS: Mapping[str, int] = {
    "500000": 32_050_000,
    "510000": 83_670_000,
    "433100": 2_490_000,
    "500107": 1_530_000,
    "500240": 390_000,
}
"""Residents of the plans' regions (about the census of 2020): the scale of made-up denominators."""

DEFAULT_RESIDENTS = 1_000_000
"""Residents of an area that is not listed."""

PARTS_OF_RESIDENTS: Mapping[str, Fraction] = {
    "人": Fraction(4, 5),
    "人次": Fraction(1, 3_000),
    "件": Fraction(1, 5_000),
    "元": Fraction(60),
}
"""A ratio's denominator for each resident (of a flow: and month), by the unit of its parts."""

LABOUR_FORCE = Fraction(1, 4)
"""The denominator of 城镇登记失业率 for each resident."""

ITEMS = 120
"""A list of public services (项) is this long everywhere."""

GENERAL_SEASON = (78, 72, 86, 85, 84, 87, 82, 82, 86, 85, 86, 87)
"""Weights of the months for a flow whose season the catalogue does not know."""

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


def denominator_of(indicator: Indicator, residents: int) -> int:
    """A believable denominator of a ratio among that many residents (of a flow: each month)."""
    if indicator.part_unit == "项":
        return ITEMS
    scale = PARTS_OF_RESIDENTS.get(indicator.part_unit, PARTS_OF_RESIDENTS["人"])
    if indicator.id == "registered_unemployment_rate":
        scale = LABOUR_FORCE
    return max(1, int(scale * residents))


def seat_factor(region: Region) -> int:
    """How much larger a district or a city is than a county, in hundredths."""
    if region.name.endswith("区"):
        return 170
    return 130 if region.name.endswith("市") else 100
