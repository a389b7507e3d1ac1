"""How one indicator's line must look, worked out of the catalogue. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from shared.catalogue.model import ExplainedLine, Frequency, Indicator, Kind
from shared.quantities import Unit, UnitsOfMeasure


@dataclass(frozen=True, slots=True)
class IndicatorRule:
    """How one indicator's line must look.

    ``units`` holds every unit the figure (a ratio's parts) may be written in; None stands for no
    unit given, which means the base unit (a directly surveyed rate: per cent).
    ``ratio``: it is reported as numerator and denominator; ``surveyed``: as a rate in per cent.
    ``cumulates``: whether its months add up to a year to date. ``anew``: why it may not be reported as one in the
    month all the same ('' where it may). ``frequency``: how often it is reported. ``explained``: what it means.
    """

    id: str
    name: str
    ratio: bool
    surveyed: bool
    units: dict[str | None, Unit]
    cumulates: bool
    frequency: Frequency = Frequency.MONTH
    anew: str = ""
    explained: tuple[ExplainedLine, ...] = ()

    @property
    def takes_year_to_date(self) -> bool:
        """Whether it may be reported as the year to date."""
        return self.cumulates and not self.anew

    @property
    def unit_names(self) -> str:
        return "、".join(symbol for symbol in self.units if symbol is not None and symbol != "％")


def indicator_rule(indicator: Indicator, units: UnitsOfMeasure) -> IndicatorRule:
    """The rule of an indicator of the catalogue, whose ``units`` its figures may be written in."""
    cumulates = indicator.kind is Kind.FLOW or (indicator.kind is Kind.RATIO and indicator.part_kind is Kind.FLOW)
    return IndicatorRule(
        id=indicator.id,
        name=indicator.name,
        ratio=indicator.kind is Kind.RATIO,
        surveyed=indicator.kind is Kind.DIRECT,
        units=_units(indicator, units),
        cumulates=cumulates,
        frequency=indicator.frequency,
        explained=indicator.explained,
    )


def _units(indicator: Indicator, units: UnitsOfMeasure) -> dict[str | None, Unit]:
    if indicator.kind is Kind.DIRECT:
        return {None: indicator.unit, "%": indicator.unit, "％": indicator.unit}
    if indicator.unit.hundredths:
        return {None: indicator.unit, indicator.unit.symbol: indicator.unit}
    base = units.of(indicator.part_unit if indicator.kind is Kind.RATIO else indicator.unit.base).base
    return {None: units.of(base), **{unit.symbol: unit for unit in units.of_base(base)}}
