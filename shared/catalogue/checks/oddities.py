"""Oddities of published tables, told as warnings. Pure; nothing printed is ever changed.

Each says how the row is read all the same, so that nobody mistakes the reading for the print.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from shared.catalogue.checks.verdict import Agreement, compare_with_print, judge
from shared.catalogue.findings import Findings
from shared.catalogue.model import Horizon, Indicator, Kind, Plan, Target
from shared.catalogue.printed import read_name, read_printed

SMALL_CLIMB = Decimal("0.004")
"""A yearly climb under this part of the target is within twice the noise guard (0.2 %)."""

READ_SO = "read_so"
"""How a row is read where the print alone does not say it: no doubt about the print, a sentence that goes with it."""

Oddity = tuple[str, str]


def report_oddities(plan: Plan, indicators: Mapping[str, Indicator], findings: Findings, label: str) -> None:
    """Add a warning for every oddity of the plan's tables."""
    names = {text for item in indicators.values() for text in (item.name, *item.aliases)}
    for target in plan.targets:
        indicator = indicators[target.indicator]
        if read_name(target.printed_name).name not in names:
            message = f"“{target.printed_name}”不在指标“{indicator.name}”的别名中"
            findings.warning("unlisted_name", f"{label}/targets.csv", 0, message, target.row)
        for code, message in _oddities(target, indicator, plan):
            findings.warning(code, f"{label}/targets.csv", 0, message, target.row)
    for completed in plan.completed:
        judgement = judge(completed)
        if compare_with_print(completed, judgement) is Agreement.DIFFERS:
            message = f"原表印“{completed.printed_verdict}”，按数字应为{judgement}"
            findings.warning("verdict_differs", f"{label}/completed.csv", 0, message, completed.row)


def _oddities(target: Target, indicator: Indicator, plan: Plan) -> Iterator[Oddity]:
    yield from _print_oddities(target, indicator)
    if target.horizon is Horizon.PLAN:
        yield from _total_oddities(target, plan)
    else:
        yield from _level_oddities(target, indicator, len(plan.years))
    yield from _part_oddities(target, plan)


def _print_oddities(target: Target, indicator: Indicator) -> Iterator[Oddity]:
    printed = read_printed(target.printed_target)
    if indicator.is_rate and not read_name(target.printed_name).unit:
        yield "no_unit", f"“{target.printed_name}”未印单位，按%读"
    against = printed.bound is not None and printed.bound.upward != indicator.upward
    if against and target.value is not None and not target.confirmed_by:
        yield "sign_against_direction", f"“{target.printed_target}”的符号与指标方向相反，按正文读作达到{target.value}"
    if target.note:
        yield target.unjudged.value if target.value is None else READ_SO, target.note
    elif target.value is None:
        yield "no_target", f"未印目标（“{target.printed_target}”），保留而不评判"


def _total_oddities(target: Target, plan: Plan) -> Iterator[Oddity]:
    baseline = read_printed(target.printed_baseline)
    if baseline.form != "number" or baseline.number is None:
        return
    if not baseline.bracketed or _is_one_year(target, plan, baseline.number):
        yield (
            "one_year_then_five",
            f"基期“{target.printed_baseline}”是一年数，目标“{target.printed_target}”是五年累计数；新五年自0起",
        )
        return
    lower = "，且目标不高于前五年" if target.value is not None and target.value <= baseline.number else ""
    yield (
        "previous_total",
        f"基期“{target.printed_baseline}”是前五年累计数，不是起点；新五年自0起{lower}",
    )


def _is_one_year(target: Target, plan: Plan, baseline: Decimal) -> bool:
    """Whether the completed table's five-year outcome of the same name says otherwise than 【】 does."""
    outcomes = [row.outcome for row in plan.completed if row.name == target.name and row.horizon is Horizon.PLAN]
    return any(outcome is not None and outcome != baseline for outcome in outcomes)


def _level_oddities(target: Target, indicator: Indicator, years: int) -> Iterator[Oddity]:
    if target.baseline_bound:
        yield "baseline_not_exact", f"基期“{target.printed_baseline}”本身不是确数，按{target.baseline}读"
    if target.value is None:
        return
    if target.baseline is None:
        if target.horizon is Horizon.END:
            held = "直接以目标值为界评判" if target.binding else "只在期末评判"
            yield "no_baseline", f"未印基期（“{target.printed_baseline}”），无法画序时线，{held}"
        return
    shift = f"{target.printed_baseline}→{target.printed_target}"
    if indicator.upward and target.value <= target.baseline:
        yield "target_not_above_baseline", f"目标不高于基期（{shift}），按须始终保持的底线读"
    elif not indicator.upward and target.value >= target.baseline:
        yield "ceiling_not_below_baseline", f"上限不低于基期（{shift}），按须始终保持的上限读"
    elif indicator.kind is Kind.STOCK and abs(target.value - target.baseline) <= SMALL_CLIMB * years * target.value:
        climb = (target.value - target.baseline) * target.unit.scale
        yield (
            "small_climb",
            f"{years}年只升{climb.normalize():f}{target.unit.base}（{shift}），每年不到目标的0.4%，正常波动不应报警",
        )


def _part_oddities(target: Target, plan: Plan) -> Iterator[Oddity]:
    total = next((row for row in plan.targets if row.row == target.part_of), None)
    if total is None or total.unit.base != target.unit.base:
        return
    pairs = (("基期", target.baseline_exact, total.baseline_exact), ("目标", target.value_exact, total.value_exact))
    for word, part, whole in pairs:
        if part is not None and whole is not None and part > whole:
            printed = (
                (target.printed_baseline, total.printed_baseline)
                if word == "基期"
                else (target.printed_target, total.printed_target)
            )
            yield "part_larger_than_total", f"“其中”的{word}“{printed[0]}”大于总数“{printed[1]}”（序号{total.row}）"
