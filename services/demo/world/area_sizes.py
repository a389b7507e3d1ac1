"""How large the units of an area are, and how each strays from its usual part. Pure."""

from __future__ import annotations

from services.demo.world.context import WorldContext
from services.demo.world.noise import generator, jitter, wave
from services.demo.world.scale import DEFAULT_RESIDENTS, MONTHS, everybody_counts, urban_factor
from shared.catalogue.model import Indicator, Kind
from shared.quantities import PARTS_PER_MILLION

STOCK_DRIFT = 12_000
FLOW_DRIFT = 120_000
USUAL_SPREAD = 200_000
EVERYBODY_SPREAD = 30_000
"""How far a unit strays, in parts per million: a stock, a flow, its usual part of the area, and that part where all who
live there are counted."""

USUAL_RATE = 900_000
USUAL_PER_RESIDENT = 100
"""What stands in where nothing says how large a line is: a rate, and one in so many residents."""


class AreaSizes:
    """The residents of an area's units, and what follows from them."""

    def __init__(self, context: WorldContext, area: str) -> None:
        self._context = context
        self.residents = {
            unit: context.residents.get(unit, DEFAULT_RESIDENTS) for unit in dict.fromkeys(context.units_under(area))
        }
        """The residents of every unit."""
        self._whole = {area: sum(self.residents.values()) or DEFAULT_RESIDENTS}

    def weights(self, unit: str, indicator: Indicator) -> list[int]:
        """A unit's weight in every month: its residents, tilted towards towns where not everybody counts, its usual
        part, and how it strays."""
        drift = FLOW_DRIFT if indicator.kind is Kind.FLOW else STOCK_DRIFT
        size = self._size(unit, indicator)
        return [size * strayed for strayed in self.spread(unit, indicator, drift)]

    def spread(self, unit: str, indicator: Indicator, amplitude: int) -> list[int]:
        """How a unit strays in every month: a factor near one, in parts per million."""
        random = generator("drift", unit, indicator.id)
        every = 1 if indicator.kind is Kind.FLOW else MONTHS
        return [PARTS_PER_MILLION + step for step in wave(random, self._context.count, every, amplitude)]

    def usual(self, indicator: Indicator, region: str) -> list[int]:
        """The path of a line of which nothing is known."""
        if indicator.kind is Kind.RATIO:
            return [USUAL_RATE] * self._context.count
        residents = self.residents.get(region) or self._whole.get(region, DEFAULT_RESIDENTS)
        months = MONTHS if indicator.kind is Kind.FLOW else 1
        return [residents // (USUAL_PER_RESIDENT * months)] * self._context.count

    def _size(self, unit: str, indicator: Indicator) -> int:
        everybody = everybody_counts(indicator)
        usual = jitter(generator("usual", unit, indicator.id), EVERYBODY_SPREAD if everybody else USUAL_SPREAD)
        tilt = 100 if everybody else urban_factor(self._context.catalogue.regions[unit])
        return self.residents[unit] * tilt * usual // (100 * PARTS_PER_MILLION)
