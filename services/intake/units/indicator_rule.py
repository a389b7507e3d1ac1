"""How one indicator's line must look, worked out of the catalogue. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from shared.catalogue.model import Frequency, Indicator, Kind
from shared.quantities import UNITS, Unit

PERCENT: dict[str | None, Unit] = {"%": UNITS["%"], "％": UNITS["%"]}


@dataclass(frozen=True, slots=True)
class IndicatorRule:
    """How one indicator's line must look.

    ``units`` holds every unit the figure (a ratio's parts) may be written in; None stands for no
    unit given, which means the base unit (a directly surveyed rate: per cent).
    ``ratio``: it is reported as numerator and denominator; ``surveyed``: as a rate in per cent.
    ``cumulates``: whether its months add up to a year to date. ``anew``: why it may not be reported as one in the
    month all the same ('' where it may). ``frequency``: how often it is reported.
    """

    id: str
    name: str
    ratio: bool
    surveyed: bool
    units: dict[str | None, Unit]
    cumulates: bool
    frequency: Frequency = Frequency.MONTH
    anew: str = ""

    @property
    def takes_year_to_date(self) -> bool:
        """Whether it may be reported as the year to date."""
        return self.cumulates and not self.anew

    @property
    def unit_names(self) -> str:
        return "、".join(symbol for symbol in self.units if symbol is not None and symbol != "％")


def indicator_rule(indicator: Indicator) -> IndicatorRule:
    """The rule of an indicator of the catalogue."""
    cumulates = indicator.kind is Kind.FLOW or (indicator.kind is Kind.RATIO and indicator.part_kind is Kind.FLOW)
    return IndicatorRule(
        id=indicator.id,
        name=indicator.name,
        ratio=indicator.kind is Kind.RATIO,
        surveyed=indicator.kind is Kind.DIRECT,
        units=_units(indicator),
        cumulates=cumulates,
        frequency=indicator.frequency,
    )


def _units(indicator: Indicator) -> dict[str | None, Unit]:
    if indicator.kind is Kind.DIRECT:
        return {None: UNITS["%"], **PERCENT}
    base = indicator.part_unit if indicator.kind is Kind.RATIO else indicator.unit.base
    base = UNITS[base].base
    fitting: dict[str | None, Unit] = {symbol: unit for symbol, unit in UNITS.items() if unit.base == base}
    return {None: UNITS[base], **fitting}
