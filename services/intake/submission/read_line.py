"""One posted line in base units, or its faults. Pure, and on the hot path."""

from __future__ import annotations

from typing import Any

from services.intake.faults import ReportFault, fault
from services.intake.submission.parse import Line
from services.intake.units.indicator_rule import IndicatorRule
from shared.events import Basis, ReportLine
from shared.quantities import MAX_AMOUNT, QuantityError, Unit, percent_to_basis_points, to_base

BASES: dict[str | None, Basis] = {
    None: "month",
    "month": "month",
    "本月": "month",
    "year_to_date": "year_to_date",
    "本年累计": "year_to_date",
}
"""How a report may say whether a flow is the month's figure or the year to date."""


BROKEN = "year-to-date-broken"
"""The code of the fault that a region change has cut a unit's year to date in two."""


def usual_line(line: Line, rule: IndicatorRule) -> ReportLine | None:
    """A line of whole numbers that is right in every way, without a Decimal; None says nothing of the line."""
    unit = rule.units.get(line.unit)
    basis = BASES.get(line.basis)
    if unit is None or basis is None or rule.surveyed or (basis != "month" and not rule.takes_year_to_date):
        return None
    value, numerator, denominator = line.value, line.numerator, line.denominator
    if rule.ratio:
        if value is None and type(numerator) is int and type(denominator) is int:
            scale = unit.scale
            if 0 <= numerator <= denominator and denominator * scale <= MAX_AMOUNT:
                return ReportLine(rule.id, numerator * scale, denominator * scale, basis)
    elif type(value) is int and numerator is None and denominator is None:
        amount = value * unit.scale
        if 0 <= amount <= MAX_AMOUNT:
            return ReportLine(rule.id, amount, None, basis)
    return None


def read_line(line: Line, index: int, rule: IndicatorRule, faults: list[ReportFault]) -> ReportLine | None:
    """One line in base units; None when it has a fault."""
    before = len(faults)
    basis = BASES.get(line.basis)
    if basis is None:
        faults.append(
            fault("unknown-basis", f"/lines/{index}/basis", "口径应为 month（本月）或 year_to_date（本年累计）")
        )
    elif basis == "year_to_date" and not rule.cumulates:
        faults.append(fault("basis-not-allowed", f"/lines/{index}/basis", f"“{rule.name}”是时点数，没有本年累计"))
    elif basis == "year_to_date" and rule.anew:
        faults.append(fault(BROKEN, f"/lines/{index}/basis", f"“{rule.name}”不能报本年累计：{rule.anew}"))
    unit = rule.units.get(line.unit)
    if unit is None:
        faults.append(_wrong_unit(line, index, rule))
    judge = _ratio if rule.ratio else _single
    numbers = judge(line, index, rule, unit, faults)
    if len(faults) > before or numbers is None or basis is None:
        return None
    return ReportLine(rule.id, numbers[0], numbers[1], basis)


def _wrong_unit(line: Line, index: int, rule: IndicatorRule) -> ReportFault:
    what = "分子、分母" if rule.ratio else "数值"
    return fault(
        "wrong-unit",
        f"/lines/{index}/unit",
        f"“{rule.name}”的{what}不能用“{line.unit}”，应为{rule.unit_names}",
    )


def _single(
    line: Line, index: int, rule: IndicatorRule, unit: Unit | None, faults: list[ReportFault]
) -> tuple[int, int | None] | None:
    number, ratio = line.value, line.numerator is not None or line.denominator is not None
    if ratio:
        name = "denominator" if line.numerator is None else "numerator"
        faults.append(fault("not-a-ratio", f"/lines/{index}/{name}", f"“{rule.name}”只报数值，没有分子分母"))
    if number is None:
        faults.append(fault("missing-value", f"/lines/{index}/value", f"缺少“{rule.name}”的数值；没有发生应报0"))
        return None
    read = _amount(number, index, "value", unit, rule.surveyed, faults)
    return None if read is None else (read, None)


def _ratio(
    line: Line, index: int, rule: IndicatorRule, unit: Unit | None, faults: list[ReportFault]
) -> tuple[int, int | None] | None:
    if line.value is not None:
        faults.append(fault("ratio-needs-parts", f"/lines/{index}/value", f"“{rule.name}”应报分子和分母，不报比率"))
    if line.numerator is None:
        faults.append(fault("missing-numerator", f"/lines/{index}/numerator", f"缺少“{rule.name}”的分子"))
    if line.denominator is None:
        faults.append(fault("missing-denominator", f"/lines/{index}/denominator", f"缺少“{rule.name}”的分母"))
    numerator = _amount(line.numerator, index, "numerator", unit, False, faults)
    denominator = _amount(line.denominator, index, "denominator", unit, False, faults)
    if numerator is None or denominator is None:
        return None
    if numerator > denominator:
        code, message = "numerator-exceeds", f"“{rule.name}”的分子大于分母，比率超过100%"
        if denominator == 0:
            code, message = "denominator-zero", f"“{rule.name}”的分母为0而分子不为0"
        faults.append(fault(code, f"/lines/{index}/numerator", message))
    return numerator, denominator


def _amount(number: Any, index: int, name: str, unit: Unit | None, rate: bool, faults: list[ReportFault]) -> int | None:
    """The exact amount in base units (a surveyed rate: basis points); None after a fault or without a number."""
    if number is None:
        return None
    try:
        return percent_to_basis_points(number) if rate else to_base(number, unit or _ANY)
    except QuantityError as error:
        if unit is not None or error.reason != "not_whole":  # of an unknown unit nothing more can be said
            faults.append(fault(error.reason.replace("_", "-"), f"/lines/{index}/{name}", str(error)))
        return None


_ANY = Unit("", "", 1, 0)
