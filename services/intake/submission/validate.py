"""Is a report right? Its lines in base units, or every fault with its place and a Chinese message. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from services.intake.faults import ReceiptFinding, ReportFault, fault
from services.intake.review.report import NOBODY, Around, Report, review
from services.intake.review.rules import BY_NAME
from services.intake.submission.parse import Line, Submission
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import IndicatorRule, Rulebook, UnitRules
from shared.catalogue.model import Frequency
from shared.events import Basis, Explanation, ReportLine, ReviewFinding
from shared.periods import CHINA, Month
from shared.quantities import MAX_AMOUNT, QuantityError, Unit, percent_to_basis_points, to_base

BASES: dict[str | None, Basis] = {
    None: "month",
    "month": "month",
    "本月": "month",
    "year_to_date": "year_to_date",
    "本年累计": "year_to_date",
}
"""How a report may say whether a flow is the month's figure or the year to date."""


SLIP = "ten-thousand-slip"
"""The code of the fault that only a unit's history shows."""

MOST_LINES = 500
"""Lines that one report may hold: far more than any unit owes."""


class Validated(NamedTuple):
    """A report in base units with what is worth telling; of no use when there are faults.

    ``findings`` are what is owed and missing, ``review`` what the review rules say, ``explanations`` what the
    unit says to that.
    """

    lines: tuple[ReportLine, ...]
    findings: tuple[ReceiptFinding, ...]
    faults: list[ReportFault]
    review: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()


def validate(
    submission: Submission,
    rulebook: Rulebook,
    history: UnitHistory,
    now: datetime,
    broken: frozenset[int] = frozenset(),
    around: Around = NOBODY,
) -> Validated:
    """Judge a report at ``now``. Lines in ``broken`` are passed over: their shape is at fault already.

    Missing owed indicators are findings, not faults. The review rules are asked only of a report without
    faults; ``around`` is what the regions above and below it that report the same have reported.
    """
    faults: list[ReportFault] = []
    rules = rulebook.unit(submission.region)
    month = _month(submission.period, rules, now, faults)
    if rules is None or not rules.missing:
        return Validated((), (), [_no_reporter(submission.region, rules), *faults])
    if not 1 <= len(submission.lines) <= MOST_LINES:
        return Validated((), (), [*faults, _wrong_count(len(submission.lines))])
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
        read = _usual(line, rule) or _read(line, index, rule, faults)
        places[rule.id] = (index, read)
        if read is not None:
            lines.append(read)
            if ordinal is not None and (median := history.slipped_from(read, ordinal)) is not None:
                faults.append(_slip(read, index, rule, median))
    _check_parts(places, rules, faults)
    explanations = _explanations(submission, rules, rulebook, faults)
    result = tuple(lines)
    missing = rulebook.missing(submission.region, result, month) if month is not None else ()
    if faults or broken or ordinal is None:
        return Validated(result, missing, faults)
    found = review(Report(submission.region, ordinal, result), history, rules.checks, around, rulebook.names)
    return Validated(result, missing, faults, found, explanations)


def _explanations(
    submission: Submission, rules: UnitRules, rulebook: Rulebook, faults: list[ReportFault]
) -> tuple[Explanation, ...]:
    """What the unit explains, by the indicators' ids; a line's own note explains the line."""
    found = [
        Explanation(rules.owed[line.indicator].id, line.note.strip())
        for line in submission.lines
        if line.note and line.note.strip() and line.indicator in rules.owed
    ]
    for index, said in enumerate(submission.explanations):
        indicator = rulebook.catalogue.resolve_indicator(said.indicator) if said.indicator else None
        if said.indicator and indicator is None:
            message = f"没有“{said.indicator}”这个指标"
            faults.append(fault("unknown-indicator", f"/explanations/{index}/indicator", message))
        if said.rule and said.rule not in BY_NAME:
            faults.append(fault("unknown-rule", f"/explanations/{index}/rule", f"没有“{said.rule}”这条审核规则"))
        found.append(Explanation(indicator.id if indicator else "", said.text.strip(), said.rule))
    return tuple(found)


def _no_reporter(code: str, rules: UnitRules | None) -> ReportFault:
    if rules is None:
        return fault("unknown-region", "/region", f"没有代码为“{code}”的地区")
    return fault("region-reports-nothing", "/region", f"{rules.region.name}不报送月报")


def _wrong_count(lines: int) -> ReportFault:
    if lines == 0:
        return fault("no-lines", "/lines", "至少应报送一项指标")
    return fault("too-many-lines", "/lines", f"共{lines}项，一次至多报送{MOST_LINES}项")


def period_faults(text: str, now: datetime) -> list[ReportFault]:
    """Faults of a month that must be written right and have ended in China at ``now``."""
    faults: list[ReportFault] = []
    _month(text, None, now, faults)
    return faults


def _month(text: str, rules: UnitRules | None, now: datetime, faults: list[ReportFault]) -> Month | None:
    try:
        month = Month.parse(text)
    except ValueError as error:
        faults.append(fault("bad-period", "/period", str(error)))
        return None
    if month >= Month.of(now.astimezone(CHINA).date()):
        faults.append(fault("future-month", "/period", f"{month.chinese}尚未结束，不能报送"))
    if rules is not None:
        if rules.first is not None and month < rules.first:
            faults.append(fault("before-first-plan", "/period", f"{month.chinese}早于规划的第一个月"))
        if not rules.region.valid_in(month):
            faults.append(fault("region-not-valid", "/region", f"{rules.region.name}在{month.chinese}不存在"))
    return month


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


def _usual(line: Line, rule: IndicatorRule) -> ReportLine | None:
    """A line of whole numbers that is right in every way, without a Decimal; None says nothing of the line."""
    unit = rule.units.get(line.unit)
    basis = BASES.get(line.basis)
    if unit is None or basis is None or rule.surveyed or (basis != "month" and not rule.cumulates):
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


def _read(line: Line, index: int, rule: IndicatorRule, faults: list[ReportFault]) -> ReportLine | None:
    """One line in base units; None when it has a fault."""
    before = len(faults)
    basis = BASES.get(line.basis)
    if basis is None:
        faults.append(
            fault("unknown-basis", f"/lines/{index}/basis", "口径应为 month（本月）或 year_to_date（本年累计）")
        )
    elif basis == "year_to_date" and not rule.cumulates:
        faults.append(fault("basis-not-allowed", f"/lines/{index}/basis", f"“{rule.name}”是时点数，没有本年累计"))
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


def _slip(line: ReportLine, index: int, rule: IndicatorRule, median: int) -> ReportFault:
    name, amount = ("value", line.value) if line.denominator is None else ("denominator", line.denominator)
    base = rule.units[None].base
    return fault(
        SLIP,
        f"/lines/{index}/{name}",
        f"“{rule.name}”折合{amount}{base}，与本单位近12个月的中位数{median}{base}相差约一万倍，"
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
