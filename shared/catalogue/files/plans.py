"""Reading a plan's folder: ``plan.toml``, ``targets.csv`` and, where there are any, ``completed.csv`` and
``commitments.csv``.

A folder may bring its own ``indicators.csv`` and ``departments.toml`` beside them (see load.py).
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from shared.catalogue.files.commitments import CommitmentContext, read_commitments
from shared.catalogue.files.rules import RULE_TABLES, read_rules
from shared.catalogue.files.tables import TomlTable, read_toml
from shared.catalogue.files.targets import PlanHead, read_completed, read_targets
from shared.catalogue.findings import Findings, refuse_unknown
from shared.catalogue.model import Commitment, CompletedTarget, Indicator, Plan
from shared.periods import Month
from shared.quantities import UnitsOfMeasure

KEYS = (
    "id",
    "name",
    "short_name",
    "region",
    "first",
    "last",
    "owed_from",
    "document",
    "number",
    "prefix",
    "tables",
    "completed_heads",
    "year_shares",
    *RULE_TABLES,
)
"""What ``plan.toml`` may hold."""

TABLES = ("targets", "completed")
"""The tables of a plan that ``[tables]`` may name."""

COMPLETED_HEADS = ("row", "name", "start", "target", "outcome", "verdict", "difference")
"""The columns of the table of completion whose heads ``[completed_heads]`` may give as they are printed."""


def read_plan(
    folder: Path,
    indicators: Mapping[str, Indicator],
    regions: Container[str],
    units: UnitsOfMeasure,
    findings: Findings,
    label: str = "",
) -> Plan | None:
    """Read a plan's folder; every fault goes to ``findings``. None if there is no usable plan.

    ``label`` stands before the file names in the findings (default: the folder's name).
    """
    label = label or folder.name
    file = f"{label}/plan.toml"
    table = read_toml(folder / "plan.toml", file, findings)
    if not table:
        return None
    refuse_unknown(table, KEYS, file, findings)
    text, span = _texts(table, file, findings), _span(table, file, findings)
    if text["region"] and text["region"] not in regions:
        findings.error("unknown_region", file, 0, f"没有代码为“{text['region']}”的地区")
    head = _head(table, text, span, file, findings)
    targets = read_targets(folder / "targets.csv", f"{label}/targets.csv", head, indicators, units, findings)
    completed: tuple[CompletedTarget, ...] = ()
    if "completed" in head.tables or (folder / "completed.csv").exists():
        completed = read_completed(
            folder / "completed.csv", f"{label}/completed.csv", head, indicators, units, findings
        )
    commitments: tuple[Commitment, ...] = ()
    if (folder / "commitments.csv").exists():
        context = CommitmentContext(head.id, head.years, {each.row for each in targets}, indicators)
        commitments = read_commitments(folder / "commitments.csv", f"{label}/commitments.csv", context, findings)
    if span is None:
        return None
    first, last = span
    return Plan(
        id=head.id,
        name=text["name"],
        region=text["region"],
        first=first,
        last=last,
        document=head.document,
        number=head.number,
        targets=targets,
        completed=completed,
        year_shares=_year_shares(table, last.year - first.year + 1, indicators, file, findings),
        short_name=str(table.get("short_name", "")),
        prefix=str(table.get("prefix", "")),
        rules=read_rules(table, file, findings),
        owed_from=_owed_from(table, span, file, findings),
        follow_annual_targets=_follow_annual_targets(table, file, findings),
        commitments=commitments,
        completed_heads=_completed_heads(table, file, findings),
    )


def _completed_heads(table: Mapping[str, Any], file: str, findings: Findings) -> dict[str, str]:
    """The heads of the table of completion, by column."""
    found = {key: str(text) for key, text in TomlTable(table, file, findings).table("completed_heads").items()}
    refuse_unknown(found, COMPLETED_HEADS, file, findings, "[completed_heads] ")
    return found


def _head(
    table: Mapping[str, Any], text: Mapping[str, str], span: tuple[Month, Month] | None, file: str, findings: Findings
) -> PlanHead:
    tables = {key: str(value) for key, value in TomlTable(table, file, findings).table("tables").items()}
    refuse_unknown(tables, TABLES, file, findings, "[tables] ")
    if "targets" not in tables:
        findings.error("missing_key", file, 0, "缺少 [tables] targets（指标表的专栏名称）")
    years = range(span[0].year, span[1].year + 1) if span else range(1)
    return PlanHead(text["id"], text["document"], str(table.get("number", "")), tables, years)


def _span(table: Mapping[str, Any], file: str, findings: Findings) -> tuple[Month, Month] | None:
    """The plan's first and last month."""
    first, last = _month(table, "first", file, findings), _month(table, "last", file, findings)
    if first is None or last is None:
        return None
    if not (first < last and first.month == 1 and last.month == 12):
        findings.error("bad_span", file, 0, "规划期应从某年1月到其后某年12月")
    return first, last


def _owed_from(table: Mapping[str, Any], span: tuple[Month, Month], file: str, findings: Findings) -> Month | None:
    """``owed_from``: the first month that is owed, of a plan that was taken up after it began."""
    if "owed_from" not in table:
        return None
    month = _month(table, "owed_from", file, findings)
    first, last = span
    if month is not None and not first <= month <= last:
        findings.error("bad_owed_from", file, 0, f"“owed_from”应在规划期 {first} 至 {last} 之内，而不是“{month}”")
        return None
    return month


def _follow_annual_targets(table: Mapping[str, Any], file: str, findings: Findings) -> bool:
    """``follow_annual_targets``: whether the line of the plan goes by the targets set for single years."""
    value = table.get("follow_annual_targets", False)
    if not isinstance(value, bool):
        findings.error("bad_follow_annual_targets", file, 0, "“follow_annual_targets”应为 true 或 false")
        return False
    return value


def _texts(table: Mapping[str, Any], file: str, findings: Findings) -> dict[str, str]:
    texts = {}
    for key in ("id", "name", "region", "document"):
        value = table.get(key, "")
        if not isinstance(value, str) or not value:
            findings.error("missing_key", file, 0, f"缺少“{key}”")
            value = ""
        texts[key] = value
    return texts


def _month(table: Mapping[str, Any], key: str, file: str, findings: Findings) -> Month | None:
    try:
        return Month.parse(str(table.get(key, "")))
    except ValueError as error:
        findings.error("bad_month", file, 0, f"“{key}”：{error}")
        return None


def _year_shares(
    table: Mapping[str, Any], years: int, indicators: Mapping[str, Indicator], file: str, findings: Findings
) -> dict[str, tuple[Fraction, ...]]:
    """``[year_shares]``: an indicator's annual plan figures, as whole-number weights of the years."""
    shares = {}
    for indicator, weights in TomlTable(table, file, findings).table("year_shares").items():
        good = isinstance(weights, list) and len(weights) == years
        if not good or not all(type(weight) is int and weight >= 0 for weight in weights) or not sum(weights):
            findings.error("bad_year_shares", file, 0, f"year_shares.{indicator}：应为{years}个非负整数，且不全为0")
        elif indicator not in indicators:
            findings.error("unknown_indicator", file, 0, f"year_shares：没有指标“{indicator}”")
        else:
            shares[indicator] = tuple(Fraction(weight, sum(weights)) for weight in weights)
    return shares
