"""January 2026, made up from the year before: what each unit that is there then would report. Pure.

A level goes on from December, what happens within a month from the January before. No figure of it was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.demo.world.figures import SimulatedSeries, Simulation
from services.demo.world.noise import between, generator
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind
from shared.periods import Month

JANUARY = Month(2026, 1)
BEFORE, YEAR_BEFORE = JANUARY.shift(-1), JANUARY.shift(-12)

REDRAWN: Mapping[str, Mapping[str, Fraction]] = {
    "500157": {"500105": Fraction(1), "500112": Fraction(9, 10), "500109": Fraction(1, 20)},
    "500109": {"500109": Fraction(19, 20), "500112": Fraction(1, 10)},
}
"""How much of which units of December the redrawn ones have: a guess, as nobody published the parts."""

RISE, SWING = (1_001, 1_006), (950, 1_090)
"""In thousandths: a level against December's, a month's amount against that of a year before."""


def january(catalogue: Catalogue, year: Simulation) -> Simulation:
    """Every line that is owed for January 2026, from a ``year`` that holds all of 2025.

    Raises:
        KeyError, IndexError: the year does not hold what January goes on from.
    """
    series = {
        region: {each: _line(catalogue.indicators[each], year, region) for each in owed}
        for region in (*catalogue.units(), *catalogue.area_reporters)
        if (owed := catalogue.owed(region, JANUARY))
    }
    return Simulation(JANUARY, JANUARY, series)


def _line(indicator: Indicator, year: Simulation, region: str) -> SimulatedSeries:
    happens = indicator.kind is Kind.FLOW or (indicator.kind is Kind.RATIO and indicator.part_kind is Kind.FLOW)
    parts = REDRAWN.get(region, {region: Fraction(1)})
    found = [(year.figure(old, indicator.id, YEAR_BEFORE if happens else BEFORE), part) for old, part in parts.items()]
    values = sum(int(part * figure[0]) for figure, part in found)
    below = [int(part * figure[1]) for figure, part in found if figure[1] is not None]
    if indicator.kind is Kind.DIRECT:
        return SimulatedSeries((values,))
    random = generator("january", region, "month" if happens else "level")
    pace = between(random, *(SWING if happens else RISE))
    grown = values * pace // 1_000
    return SimulatedSeries((grown,), (sum(below) * pace // 1_000,) if below else None)
