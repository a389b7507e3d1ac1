"""How it is told what another catalogue would touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from services.aggregator.adoption.rehearsing import RehearsedAdoption, RehearsedRow
from services.aggregator.wording.formats import signed_with_unit, with_unit
from services.aggregator.wording.reasons import LEVEL_NAMES
from shared.catalogue import Catalogue
from shared.catalogue.model import Target
from shared.events import Assessment


class Named(NamedTuple):
    """The catalogues that name things: the present files', and the recorded one (None: there is none to read)."""

    now: Catalogue
    before: Catalogue | None

    def target(self, plan: str, row: int, *, before: bool = False) -> Target | None:
        """A row in one of the two; None where it is not in it."""
        catalogue = self.before if before else self.now
        found = catalogue.plans.get(plan) if catalogue is not None else None
        return next((target for target in found.targets if target.row == row), None) if found is not None else None

    def row(self, plan: str, row: int) -> str:
        """``重庆“十四五” 序号1 城镇新增就业人数``."""
        catalogues = (self.now, *filter(None, (self.before,)))
        short = next((each.plans[plan].short_name for each in catalogues if plan in each.plans), plan)
        target = self.target(plan, row) or self.target(plan, row, before=True)
        return f"{short} 序号{row}{f' {target.name}' if target is not None else ''}"


def rehearsed_lines(rehearsed: RehearsedAdoption | None, named: Named) -> Iterator[str]:
    """What would be touched, a line each."""
    if rehearsed is None:
        yield "重启后，数字和评判没有要改的：已是按现在的文件算的，或还没有报表"
        return
    if not rehearsed.figures and not rehearsed.rows:
        yield "重启后，汇总数字、评判、预警都不变"
        return
    yield f"重启后，{rehearsed.figures} 个汇总数字、{len(rehearsed.rows)} 项目标的评判与现在不同"
    for row in rehearsed.rows:
        yield f"  {named.row(row.plan, row.row)}：{row.months} 个月{_came_or_went(row)}"
        yield f"    {row.period}　{_standing(named, row, before=True)} → {_standing(named, row, before=False)}"
    if rehearsed.rows:
        alerts = [
            f"{each.alert}（{named.row(each.plan, each.row)}，{_level(each.level)}）" for each in rehearsed.alerts
        ]
        yield f"涉及未结的预警 {len(alerts)} 件{'：' if alerts else ''}{'、'.join(alerts)}"


def rehearsed_document(rehearsed: RehearsedAdoption, named: Named) -> dict[str, Any]:
    """The same for programs: amounts in base units, rates in parts per million."""
    return {
        "figures": rehearsed.figures,
        "rows": [
            {
                "plan": row.plan,
                "row": row.row,
                "name": named.row(row.plan, row.row),
                "months": row.months,
                "period": str(row.period),
                "before": _numbers(row.before),
                "after": _numbers(row.after),
            }
            for row in rehearsed.rows
        ],
        "alerts": [each._asdict() for each in rehearsed.alerts],
    }


def _came_or_went(row: RehearsedRow) -> str:
    if row.went:
        return "，不再评判（规划或目标已不在）"
    return "，新增评判" if row.came else ""


def _standing(named: Named, row: RehearsedRow, *, before: bool) -> str:
    assessment = row.before if before else row.after
    if assessment is None:
        return "无"
    level = LEVEL_NAMES[assessment.level]
    target = named.target(row.plan, row.row, before=before) or named.target(row.plan, row.row)
    if target is None or assessment.target is None:
        return level
    gap = "" if assessment.gap is None else f"，较序时 {signed_with_unit(assessment.difference, target.unit)}"
    return f"{level}，目标 {with_unit(assessment.target, target.unit)}{gap}"


def _level(level: str) -> str:
    return next((word for name, word in LEVEL_NAMES.items() if name == level), level)


def _numbers(assessment: Assessment | None) -> dict[str, Any] | None:
    if assessment is None:
        return None
    return {"level": assessment.level, "target": assessment.target, "gap": assessment.gap}
