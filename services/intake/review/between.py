"""表间: a parent against its children, and a stock against its flows. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from services.intake.review.rules import CHILDREN, IDENTITY
from services.intake.units.families import Family
from shared.catalogue.review import Identity
from shared.events import ReportLine, ReviewFinding


def children_differ(
    family: Family, lines: Mapping[str, ReportLine], name: str, names: Mapping[str, str]
) -> ReviewFinding | None:
    """The children's sum above the parent's figure, or unlike it when all of it has reported.

    ``lines`` are what these regions report for the month; a region that has not reported, or reports on
    another basis, leaves nothing to compare.
    """
    parent = lines.get(family.parent)
    if parent is None:
        return None
    reported = [lines[child] for child in family.children if child in lines]
    if not reported or any(line.basis != parent.basis for line in reported):
        return None
    total = sum(line.value for line in reported)
    all_there = family.whole and len(reported) == len(family.children)
    if total == parent.value or (total < parent.value and not all_there):
        return None
    who = "、".join(names[child] for child in family.children if child in lines)
    relation = "大于" if total > parent.value else "小于"
    message = f"“{name}”：{who}之和{total:,}{relation}{names[family.parent]}的{parent.value:,}"
    return CHILDREN.finding(family.indicator, message)


def unbalanced(
    identity: Identity, lines: Mapping[str, ReportLine], last: Mapping[str, ReportLine], name: str
) -> ReviewFinding | None:
    """A stock that is not last month's plus what came in less what went out, where all of it is reported."""
    flows = (*identity.into, *identity.out)
    if identity.stock not in lines or identity.stock not in last or any(flow not in lines for flow in flows):
        return None
    if any(lines[flow].basis != "month" for flow in flows):
        return None
    into = sum(lines[flow].value for flow in identity.into)
    out = sum(lines[flow].value for flow in identity.out)
    before, now = last[identity.stock].value, lines[identity.stock].value
    if now == before + into - out:
        return None
    message = f"“{name}”期末{now:,}，而上月期末{before:,}加本月增加{into:,}减本月减少{out:,}应为{before + into - out:,}"
    return IDENTITY.finding(identity.stock, message)
