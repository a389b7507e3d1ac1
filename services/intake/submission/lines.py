"""The lines of a report in base units, each held against what the unit owes and has reported, or every fault. Pure."""

from __future__ import annotations

from services.intake.faults import ReportFault, fault
from services.intake.submission.parse import Line, Submission
from services.intake.submission.read_line import read_line, usual_line
from services.intake.units.history import UnitHistory
from services.intake.units.indicator_rule import IndicatorRule
from services.intake.units.rulebook import Rulebook, UnitRules
from shared.catalogue.model import Frequency
from shared.events import ReportLine
from shared.periods import Month

SLIP = "ten-thousand-slip"
"""The code of the fault that only a unit's history shows."""


def report_lines(
    submission: Submission,
    rules: UnitRules,
    rulebook: Rulebook,
    history: UnitHistory,
    month: Month | None,
    broken: frozenset[int],
    faults: list[ReportFault],
) -> tuple[ReportLine, ...]:
    """The lines that could be read, in base units; every fault of the others."""
    ordinal = None if month is None else month.ordinal
    lines: list[ReportLine] = []
    places: dict[str, tuple[int, ReportLine | None]] = {}
    for index, line in enumerate(submission.lines):
        if broken and index in broken:
            continue
        rule = rules.owed.get(line.indicator) or _find(line, index, rules, rulebook, faults)
        if rule is None or (rule.frequency is not _MONTHLY and _not_due(rule, index, month, faults)):
            continue
        if rule.id in places:
            faults.append(_double(rule, index, places[rule.id][0]))
            continue
        read = usual_line(line, rule) or read_line(line, index, rule, faults)
        places[rule.id] = (index, read)
        if read is not None:
            lines.append(read)
            if ordinal is not None and (median := history.slipped_from(read, ordinal)) is not None:
                faults.append(_slip(read, index, rule, median))
    _check_parts(places, rules, faults)
    return tuple(lines)


def _find(
    line: Line, index: int, rules: UnitRules, rulebook: Rulebook, faults: list[ReportFault]
) -> IndicatorRule | None:
    """The rule of an indicator written in another way; a fault when it is unknown or not owed."""
    indicator = rulebook.catalogue.resolve_indicator(line.indicator)
    if indicator is None:
        faults.append(fault("unknown-indicator", f"/lines/{index}/indicator", f"没有“{line.indicator}”这个指标"))
        return None
    rule = rules.owed.get(indicator.id)
    if rule is None:
        faults.append(
            fault("indicator-not-owed", f"/lines/{index}/indicator", f"{rules.region.name}不报送“{indicator.name}”")
        )
    return rule


def _not_due(rule: IndicatorRule, index: int, month: Month | None, faults: list[ReportFault]) -> bool:
    """Whether the indicator is not reported for this month: a fault, because a quarter's figure stands at its end."""
    if month is None or rule.frequency.due_in(month):
        return False
    message = f"“{rule.name}”是{rule.frequency.chinese}，{month.chinese}不报；报送月份的数含整个报告期"
    faults.append(fault("not-due-this-month", f"/lines/{index}/indicator", message))
    return True


_MONTHLY = Frequency.MONTH


def _double(rule: IndicatorRule, index: int, first: int) -> ReportFault:
    return fault("duplicate-indicator", f"/lines/{index}/indicator", f"“{rule.name}”与第{first + 1}项重复")


def _slip(line: ReportLine, index: int, rule: IndicatorRule, median: int) -> ReportFault:
    name, amount = ("value", line.value) if line.denominator is None else ("denominator", line.denominator)
    base = rule.units[None].base
    return fault(
        SLIP,
        f"/lines/{index}/{name}",
        f"“{rule.name}”折合{amount}{base}，与本单位近12个月的一般水平{median}{base}相差约一万倍，"
        f"请核对单位（如万人与人）",
    )


def _check_parts(places: dict[str, tuple[int, ReportLine | None]], rules: UnitRules, faults: list[ReportFault]) -> None:
    for part, whole in rules.parts:
        if part not in places or whole not in places:
            continue
        index, first = places[part]
        second = places[whole][1]
        if first is None or second is None or first.basis != second.basis:
            continue
        if first.value > second.value:
            message = f"其中“{rules.owed[part].name}”大于“{rules.owed[whole].name}”"
            faults.append(fault("part-exceeds-whole", f"/lines/{index}/value", message))
