"""What is made up on purpose: sizes, denominators and seasons.

None of it is a published figure; every report built on it is labelled simulated. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from shared.catalogue.model import Indicator, Region

MONTHS = 12

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
