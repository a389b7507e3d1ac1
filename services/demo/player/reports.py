"""A month's report as a district system posts it: the JSON body of ``POST /v1/reports``. Pure.

District systems differ: some report flows as the year to date, some write 万人 with decimals, some
write ids and others Chinese names. Each keeps to its own way. Values are whole numbers or decimal
texts that are exact to the base unit, never binary floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from services.demo.world.figures import Simulation
from services.demo.world.noise import between, generator
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind
from shared.periods import Month
from shared.quantities import PARTS_PER_MILLION, Unit

Line = dict[str, int | str]
Body = dict[str, object]

NOTE = "模拟数据，非真实上报"
CORRECTION_REASON = "模拟数据：复核发现“{name}”录入有误，予以更正"


@dataclass(frozen=True, slots=True)
class Style:
    """How a district system writes its reports."""

    year_to_date: bool
    printed_unit: bool
    chinese_names: bool


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong first figure: ``factor`` in parts per million of the month's true one."""

    indicator: str
    factor: int


class Override(NamedTuple):
    """A figure as it is posted instead of the true one, in base units; ``basis`` '' keeps the system's own."""

    value: int
    denominator: int | None = None
    basis: str = ""


Overrides = Mapping[str, Override]
"""Wrong figures by indicator."""
NO_OVERRIDES: Overrides = {}


@dataclass(frozen=True, slots=True)
class Correction:
    """A corrected report: why, and what bears it out."""

    reason: str
    evidence: str = ""


LATE_REPORT = Correction("模拟数据：逾期未报，关账后补报")
"""What a report carries that comes only after its month was closed."""


def style_of(region: str) -> Style:
    """The region's way of writing, always the same: about one in five posts the year to date."""
    random = generator("style", region)
    year_to_date = between(random, 1, 5) == 1
    printed_unit = between(random, 1, 2) == 1
    return Style(year_to_date, printed_unit, between(random, 1, 3) == 1)


def report_body(
    catalogue: Catalogue,
    simulation: Simulation,
    region: str,
    period: Month,
    mistake: Mistake | None = None,
    correction: Correction | None = None,
    overrides: Overrides = NO_OVERRIDES,
) -> Body:
    """All lines that ``region`` owes for ``period``, wrong where ``mistake`` and ``overrides`` say so.

    Raises:
        KeyError: the simulation does not hold the region.
        IndexError: it does not hold the period.
    """
    style = style_of(region)
    lines = [
        _line(catalogue.indicators[each], simulation, region, period, style, mistake, overrides.get(each))
        for each in simulation.series[region]
    ]
    body: Body = {"region": region, "period": str(period), "simulated": True, "note": NOTE, "lines": lines}
    if correction is not None:
        body["correction"] = {"reason": correction.reason}
        if correction.evidence:
            body["correction"] = {"reason": correction.reason, "evidence": correction.evidence}
    return body


def borne_out(correction: Correction, evidence: str) -> Correction:
    """The correction with its evidence."""
    return replace(correction, evidence=evidence)


def correction_of(catalogue: Catalogue, mistake: Mistake) -> Correction:
    """The correction that sets ``mistake`` right."""
    return Correction(CORRECTION_REASON.format(name=catalogue.indicators[mistake.indicator].name))


def _line(
    indicator: Indicator,
    simulation: Simulation,
    region: str,
    period: Month,
    style: Style,
    mistake: Mistake | None,
    override: Override | None,
) -> Line:
    line: Line = {"indicator": indicator.name if style.chinese_names else indicator.id}
    flows = indicator.kind is Kind.FLOW or (indicator.kind is Kind.RATIO and indicator.part_kind is Kind.FLOW)
    to_date = style.year_to_date and flows
    value, denominator = (simulation.year_to_date if to_date else simulation.figure)(region, indicator.id, period)
    if mistake is not None and mistake.indicator == indicator.id:
        value += _error(simulation.figure(region, indicator.id, period)[0], mistake)
    if override is not None:
        value, denominator = override.value, override.denominator
        to_date = override.basis == "year_to_date" or (to_date and not override.basis)
    if denominator is not None:
        line |= {"numerator": value, "denominator": denominator}
    else:
        line |= _written(value, indicator.unit, style.printed_unit)
    if flows:
        line["basis"] = "year_to_date" if to_date else "month"
    return line


def _error(true: int, mistake: Mistake) -> int:
    return true * (mistake.factor - PARTS_PER_MILLION) // PARTS_PER_MILLION


def _written(value: int, unit: Unit, printed: bool) -> Line:
    """A value with its unit: 4213 persons as ``"0.4213"`` 万人 or as 4213 人; 540 basis points as ``"5.4"`` %."""
    if unit.base == "%":
        return {"value": _decimal(value, 100), "unit": "%"}
    if printed and unit.scale > 1:
        return {"value": _decimal(value, unit.scale), "unit": unit.symbol}
    return {"value": value, "unit": unit.base}


def _decimal(value: int, scale: int) -> str:
    """The exact decimal of ``value / scale`` (a power of ten), without trailing zeros."""
    text = f"{Decimal(value) / scale:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
