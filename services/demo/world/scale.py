"""What is made up on purpose: sizes, denominators and seasons.

None of it is a published figure; every report built on it is labelled simulated. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from shared.catalogue.model import Indicator, Region

MONTHS = 12

DEFAULT_RESIDENTS = 350_000
"""Residents of a region of which nothing is known."""

PARTS_OF_RESIDENTS: Mapping[str, Fraction] = {
    "人": Fraction(4, 5),
    "人次": Fraction(1, 3_000),
    "件": Fraction(1, 5_000),
    "元": Fraction(60),
}
"""A ratio's denominator for each resident (of a flow: and month), by the unit of its parts."""
OF_EVERYBODY = frozenset(
    {
        "pension_coverage_rate",
        "medical_insurance_coverage_rate",
        "resident_inpatient_payment_rate",
        "medical_assistance_rate",
        "social_security_card_holders",
        "electronic_card_coverage_rate",
        "rural_labour_transferred",
        "rural_labour_transferred_in_province",
        "migrant_worker_training",
    }
)
"""What goes by residents alone. All else goes by those who have work in towns: by the plans' own figures 27 of 100
residents of 九龙坡区 are in the unemployment insurance and 8 of 100 of 石柱县; a resident of a district counts for two
and a half of a county's."""
ALL_RESIDENTS = frozenset({"electronic_card_coverage_rate"})
"""Ratios of all residents."""
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
    if indicator.id in ALL_RESIDENTS:
        scale = Fraction(1)
    return max(1, int(scale * residents))


def everybody_counts(indicator: Indicator) -> bool:
    """Whether the line counts among all who live somewhere, rather than among those with work in towns."""
    return indicator.id in OF_EVERYBODY


def urban_factor(region: Region) -> int:
    """How much more of a district's, or a city's, residents than of a county's have work in towns, in hundredths."""
    if region.name.endswith("区"):
        return 250
    return 170 if region.name.endswith("市") else 100
