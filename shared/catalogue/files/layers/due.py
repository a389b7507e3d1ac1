"""Reading ``[[due]]`` of ``site.toml``: by which rules reports are due, of a plan or of an indicator."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from shared.catalogue.calendars import DueBy
from shared.catalogue.findings import Findings, nearest, refuse_unknown
from shared.work_calendar import DueRule

KEYS = ("plan", "indicator", "working_days", "period_end_day")
LEAST_DAYS, MOST_DAYS = 1, 20
LAST_END_DAY = 28
"""The last day on which figures may end that every month has."""


def read_due(given: object, file: str, findings: Findings) -> tuple[DueBy, ...]:
    """The entries; every fault goes to ``findings``, and what is faulty says nothing."""
    if not (isinstance(given, list) and all(isinstance(each, dict) for each in given)):
        findings.error("bad_value", file, 0, "应写作 [[due]]")
        return ()
    found: dict[tuple[str, str], DueBy] = {}
    for number, table in enumerate(given, 1):
        where = f"第{number}个 [[due]] "
        refuse_unknown(table, KEYS, file, findings, where)
        entry = _entry(table, where, file, findings)
        if entry is None:
            continue
        if (entry.plan, entry.indicator) in found:
            findings.error("duplicate_due", file, 0, f"{where}与前面的重复（同一规划、同一指标）")
        found[entry.plan, entry.indicator] = entry
    return tuple(found.values())


def _entry(table: Mapping[str, Any], where: str, file: str, findings: Findings) -> DueBy | None:
    usual = DueRule()
    plan, indicator = table.get("plan", ""), table.get("indicator", "")
    days, end = table.get("working_days", usual.working_days), table.get("period_end_day", usual.period_end_day)
    if not (isinstance(plan, str) and isinstance(indicator, str) and (plan or indicator)):
        findings.error("bad_due", file, 0, f"{where}须写明 plan（规划编号）或 indicator（指标编号）")
    elif type(days) is not int or not LEAST_DAYS <= days <= MOST_DAYS:
        findings.error("bad_due", file, 0, f"{where}working_days 应为 {LEAST_DAYS} 到 {MOST_DAYS} 的整数")
    elif type(end) is not int or not 0 <= end <= LAST_END_DAY:
        findings.error("bad_due", file, 0, f"{where}period_end_day 应为 1 到 {LAST_END_DAY} 的整数，0 为月末")
    else:
        return DueBy(DueRule(days, end), plan, indicator)
    return None


def due_rules(
    entries: Sequence[DueBy], plans: Collection[str], indicators: Collection[str], findings: Findings, file: str
) -> tuple[DueBy, ...]:
    """The entries, once what they are about is known to be there."""
    for entry in entries:
        if entry.plan and entry.plan not in plans:
            findings.error(
                "unknown_plan", file, 0, f"[[due]]：没有在用的规划“{entry.plan}”{nearest(entry.plan, plans)}"
            )
        if entry.indicator and entry.indicator not in indicators:
            hint = nearest(entry.indicator, indicators)
            findings.error("unknown_indicator", file, 0, f"[[due]]：没有指标“{entry.indicator}”{hint}")
    return tuple(entries)
