"""A month's report as a district system posts it: the JSON body of ``POST /v1/reports``. Pure.

District systems differ: some report flows as the year to date, some write 万人 with decimals, some
write ids and others Chinese names. Each keeps to its own way. Values are whole numbers or decimal
texts that are exact to the base unit, never binary floats.
"""

from __future__ import annotations

from decimal import Decimal

from services.demo.script.mistakes import Mistake, PlayedCorrection
from services.demo.script.writing import NO_OVERRIDES, Override, Overrides, WritingStyle, style_of
from services.demo.world.figures import Simulation
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind
from shared.periods import Month
from shared.quantities import PARTS_PER_MILLION, Unit

Line = dict[str, int | str]
Body = dict[str, object]

NOTE = "模拟数据，非真实上报"


def report_body(
    catalogue: Catalogue,
    simulation: Simulation,
    region: str,
    period: Month,
    mistake: Mistake | None = None,
    correction: PlayedCorrection | None = None,
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


def _line(
    indicator: Indicator,
    simulation: Simulation,
    region: str,
    period: Month,
    style: WritingStyle,
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
