"""Whether the normalised reading of a plan's rows says what the printed cells say. Pure.

The printed text is the truth: where the two disagree it is the reading that is wrong, unless a person answers for it
(``confirmed_by``). What is not given is read from the print and cannot disagree; no print is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from shared.catalogue.findings import Findings
from shared.catalogue.model import Bound, CompletedTarget, Horizon, Indicator, Kind, Plan, Target, Unjudged
from shared.catalogue.printed import Printed, PrintedSpan, read_name, read_printed
from shared.catalogue.printed.amounts import amount_in
from shared.catalogue.printed.completed import single_amount
from shared.catalogue.printed.resolving import RowFacts, resolve
from shared.quantities import Unit, UnitsOfMeasure


def check_readings(
    plan: Plan, indicators: Mapping[str, Indicator], units: UnitsOfMeasure, findings: Findings, label: str
) -> None:
    """Add an error for every reading that disagrees with its printed cell, and that nobody has confirmed."""
    names = {text: item.id for item in indicators.values() for text in (item.name, *item.aliases)}
    for target in plan.targets:
        for code, message in _target_faults(target, indicators[target.indicator], names, units, plan.years):
            findings.error(code, f"{label}/targets.csv", 0, message, target.row)
    for completed in plan.completed:
        for code, message in _completed_faults(completed, units):
            findings.error(code, f"{label}/completed.csv", 0, message, completed.row)


Faults = list[tuple[str, str]]


def _target_faults(
    target: Target, indicator: Indicator, names: Mapping[str, str], units: UnitsOfMeasure, years: range
) -> Faults:
    faults = _name_faults(target.printed_name, target.name, target.row, target.unit, units)
    known = names.get(read_name(target.printed_name).name)
    if known is not None and known != indicator.id:
        faults.append(("wrong_indicator", f"“{target.printed_name}”应为指标 {known}，而不是 {indicator.id}"))
    if read_name(target.printed_name).part != (target.part_of is not None):
        faults.append(("part_of", "原文标明“其中”的行须填 part_of，其他行不填"))
    if target.confirmed_by:  # a person answers for what the print does not say
        return [fault for fault in faults if fault[0] != "unit_differs"]
    return faults + _value_faults(target, indicator, units, years) + _baseline_faults(target, units)


def _value_faults(target: Target, indicator: Indicator, units: UnitsOfMeasure, years: range) -> Faults:
    if target.value is None:  # nothing was given and nothing read
        return []
    printed = read_printed(target.printed_target)
    facts = RowFacts(
        *(indicator.upward, indicator.kind, target.unit, units, target.baseline, years[0], years[-1]),
        *(target.horizon, target.bound),
    )
    read = resolve(printed, facts)
    if read.value is None and read.unjudged is not Unjudged.NOTHING:
        told = f"“{target.printed_target}”读不成数，按填写的{target.value:f}评判须在 confirmed_by 写明由谁确认"
        return [("printed_unreadable", told)]
    faults: Faults = []
    if read.value != target.value:
        faults.append(("value_differs", f"目标值{target.value}与原文“{target.printed_target}”不符"))
    if printed.form == "number" and not _horizon_agrees(printed, target.horizon, indicator.kind):
        faults.append(("horizon_differs", f"原文“{target.printed_target}”与口径 {target.horizon} 不符"))
    if not _bound_agrees(printed, target.bound, indicator.upward):
        faults.append(("bound_differs", f"原文“{target.printed_target}”与 {target.bound} 不符"))
    return faults


def _horizon_agrees(printed: Printed, horizon: Horizon, kind: Kind) -> bool:
    if printed.span is PrintedSpan.EACH:
        return horizon is Horizon.YEAR
    if kind is Kind.FLOW and not printed.totals and printed.span is None and not printed.kept:
        return True  # the print says nothing of it
    return (printed.totals or printed.span is PrintedSpan.MEAN) == (horizon is Horizon.PLAN)


def _bound_agrees(printed: Printed, bound: Bound, upward: bool) -> bool:
    if printed.bound is None:
        return bound is (Bound.AT_LEAST if upward else Bound.AT_MOST)
    if printed.bound.upward != upward:  # a misprint such as <[1700]: read as the text says, and warned of
        return bound.upward == upward
    return bound is printed.bound


def _baseline_faults(target: Target, units: UnitsOfMeasure) -> Faults:
    printed = read_printed(target.printed_baseline)
    if target.horizon is Horizon.PLAN:
        if target.baseline != 0 or target.baseline_bound:
            return [("baseline_differs", "五年累计目标自0起，baseline 应为0")]
        return []
    number = amount_in(printed, target.unit, units)
    if number is None and target.baseline is not None and printed.form != "missing":
        told = f"基期“{target.printed_baseline}”读不成数，按填写的{target.baseline:f}算须在 confirmed_by 写明由谁确认"
        return [("printed_unreadable", told)]
    if number != target.baseline and not (target.baseline is None and printed.totals):
        return [("baseline_differs", f"基期值{target.baseline}与原文“{target.printed_baseline}”不符")]
    if number is not None and printed.bound_word != target.baseline_bound and target.baseline is not None:
        return [("baseline_differs", f"原文“{target.printed_baseline}”的 baseline_bound 应为“{printed.bound_word}”")]
    return []


def _name_faults(printed_name: str, name: str, row: int, unit: Unit, units: UnitsOfMeasure) -> Faults:
    printed = read_name(printed_name)
    faults: Faults = []
    number = re.match(r"\s*(\d+)\s*[.．、]", printed_name)
    if number is not None and int(number[1]) != row:
        faults.append(("row_number", f"“{printed_name}”与序号{row}不符"))
    if name not in (printed.name, printed.whole):
        faults.append(("name_differs", f"名称“{name}”与原文“{printed_name}”不符"))
    if _another_unit(printed.unit, unit, units):
        faults.append(("unit_differs", f"单位“{unit.symbol}”与原文“{printed_name}”不符"))
    return faults


def _another_unit(written: str, unit: Unit, units: UnitsOfMeasure) -> bool:
    """Whether what stands in brackets behind a name is a unit, and not the row's: a table may print its units in a
    column of their own, and a remark (含离退休人员以外) in the brackets."""
    text = written.removesuffix("/年").removesuffix("／年")
    if units.get(text) is not None:
        return units.get(text) != unit
    return any(text.endswith(each.symbol) for each in units)


def _completed_faults(row: CompletedTarget, units: UnitsOfMeasure) -> Faults:
    faults = _name_faults(row.printed_name, row.name, row.row, row.unit, units)
    target, outcome = read_printed(row.printed_target), read_printed(row.printed_outcome)
    told, came = (single_amount(each, row.unit, units) for each in (target, outcome))
    if told != row.value:
        faults.append(("value_differs", f"目标值{row.value}与原文“{row.printed_target}”不符"))
    if target.bound is not None and target.bound is not row.bound:
        faults.append(("bound_differs", f"原文“{row.printed_target}”与 {row.bound} 不符"))
    if target.form == "number" and target.bracketed != (row.horizon is Horizon.PLAN):
        faults.append(("horizon_differs", f"原文“{row.printed_target}”与口径 {row.horizon} 不符"))
    if came != row.outcome or (came is not None and outcome.bound_word != row.outcome_bound):
        faults.append(("outcome_differs", f"完成值{row.outcome}与原文“{row.printed_outcome}”不符"))
    return faults
