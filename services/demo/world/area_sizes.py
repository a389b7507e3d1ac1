"""How large the units of an area are, and how each strays from its usual part. Pure."""

from __future__ import annotations

from services.demo.world.context import WorldContext
from services.demo.world.noise import generator, jitter, skewed_size, wave
from services.demo.world.scale import DEFAULT_RESIDENTS, MONTHS, RESIDENTS, seat_factor
from shared.catalogue.model import Indicator, Kind
from shared.quantities import PARTS_PER_MILLION, apportion

STOCK_DRIFT = 12_000
FLOW_DRIFT = 120_000
USUAL_SPREAD = 200_000
"""How far a unit strays, in parts per million: a stock, a flow, and its usual part of the area."""

USUAL_RATE = 900_000
USUAL_PER_RESIDENT = 100
"""What stands in where nothing says how large a line is: a rate, and one in so many residents."""


class AreaSizes:
    """The residents of an area's units, and what follows from them."""

    def __init__(self, context: WorldContext, area: str) -> None:
        self._context = context
        self._area = area
        self._units = context.units_under(area)
        self.residents = self._share_residents()
        """Made-up residents of every unit: known ones as they are, the rest by a size of their own."""

    def weights(self, unit: str, indicator: Indicator) -> list[int]:
        """A unit's weight in every month: its residents, its usual part, and how it strays."""
        usual = jitter(generator("usual", unit, indicator.id), USUAL_SPREAD)
        drift = FLOW_DRIFT if indicator.kind is Kind.FLOW else STOCK_DRIFT
        size = self.residents[unit] * usual // PARTS_PER_MILLION
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
        residents = self.residents.get(region, RESIDENTS.get(region, DEFAULT_RESIDENTS))
        months = MONTHS if indicator.kind is Kind.FLOW else 1
        return [residents // (USUAL_PER_RESIDENT * months)] * self._context.count

    def _share_residents(self) -> dict[str, int]:
        total = RESIDENTS.get(self._area, DEFAULT_RESIDENTS)
        known = {unit: RESIDENTS[unit] for unit in self._units if unit in RESIDENTS}
        others = [unit for unit in self._units if unit not in known]
        sizes = [
            skewed_size(generator("size", unit)) * seat_factor(self._context.catalogue.regions[unit]) for unit in others
        ]
        if not others:
            return known
        shares = apportion(max(total - sum(known.values()), len(others)), sizes)
        return known | dict(zip(others, shares, strict=True))
