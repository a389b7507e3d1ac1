"""Made-up quarters of the indicators that are held beside each other, in a region where all goes together."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from fractions import Fraction

from services.aggregator.comparison.quarters import Figures, Quarter, quarters
from shared.catalogue.model import PANEL

QUARTERS = quarters(Quarter(2021, 1), Quarter(2025, 4))
_SEASON = (0.8, 1.15, 1.1, 0.95)

MOVES: Mapping[str, tuple[float, float, float, bool]] = {
    "registered_unemployment_rate": (0.035, 1.0, 0.03, False),
    "surveyed_unemployment_rate": (0.055, 0.7, 0.03, False),
    "unemployment_benefit_recipients": (21_000, 1.2, 0.04, False),
    "unemployment_insurance_insured": (610_000, -0.3, 0.01, False),
    "urban_new_employment": (72_000, -0.6, 0.04, True),
    PANEL: (18_500, -0.4, 0.02, False),
}
"""By indicator: where it begins, how far it follows the labour market, its own noise, and whether it has seasons."""


def clean(seed: int) -> dict[str, dict[Quarter, Fraction]]:
    """Five years in which every indicator follows one labour market, each with a noise of its own."""
    chance = random.Random(seed)
    market = 0.0
    found: dict[str, dict[Quarter, Fraction]] = {each: {} for each in MOVES}
    for quarter in QUARTERS:
        market = 0.7 * market + chance.gauss(0, 0.06)
        for indicator, (base, follows, noise, seasons) in MOVES.items():
            value = base * math.exp(follows * market + chance.gauss(0, noise))
            value *= _SEASON[quarter.number - 1] if seasons else 1
            found[indicator][quarter] = Fraction(round(value * 10_000), 10_000) if value < 1 else Fraction(round(value))
    return found


def with_jump(figures: Figures, quarter: Quarter, factor: Fraction) -> dict[Quarter, Fraction]:
    """The figures, one quarter of them that many times what it was a year before."""
    return {**figures, quarter: figures[quarter.shift(-4)] * factor}
