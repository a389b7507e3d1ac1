"""Which targets, at which month, ``/v1/progress`` is asked for."""

from __future__ import annotations

from typing import NamedTuple

from shared import points
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.periods import Month
from shared.web import parameters
from shared.web.problems import Fault, Problem

TEXTS = {
    "plan": "规划编号",
    "row": "指标序号；给出时一并列出缺口的单位构成",
    "region": "规划所属地区代码",
    "indicator": "指标编号或中文名称",
    "period": "月份 YYYY-MM；省略时取各指标最近一期",
    points.PARAMETER: points.TEXT,
}


class ProgressQuestion(NamedTuple):
    """What is asked for: the plans and targets, and the month (None: the latest)."""

    plans: tuple[Plan, ...]
    row: int | None
    indicator: str | None
    period: Month | None

    def wants(self, target: Target) -> bool:
        """Whether the answer holds this target."""
        return self.row in (None, target.row) and self.indicator in (None, target.indicator)


def read_progress(query: dict[str, str], catalogue: Catalogue) -> ProgressQuestion:
    """The question that the query parameters ask.

    Raises:
        Problem: 422 with a fault for each parameter that is not known or cannot be read; 404 for a
            plan, region or indicator that the catalogue does not know.
    """
    faults = parameters.unknown(query, TEXTS)
    row = parameters.read(query, "row", parameters.whole, "应为指标序号", faults)
    period = parameters.read(query, "period", Month.parse, "应写作 YYYY-MM", faults)
    if faults:
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
    plan, region, text = query.get("plan"), query.get("region"), query.get("indicator")
    indicator = catalogue.resolve_indicator(text) if text is not None else None
    if plan is not None and plan not in catalogue.plans:
        faults.append(Fault("unknown_plan", "plan", f"没有规划“{plan[:40]}”"))
    if region is not None and region not in catalogue.regions:
        faults.append(Fault("unknown_region", "region", f"没有地区“{region[:40]}”"))
    if text is not None and indicator is None:
        faults.append(Fault("unknown_indicator", "indicator", f"没有指标“{text[:40]}”"))
    if faults:
        raise Problem(404, "not-in-catalogue", "没有这个规划、地区或指标", faults=faults)
    plans = [each for each in catalogue.plans.values() if plan in (None, each.id) and region in (None, each.region)]
    return ProgressQuestion(tuple(plans), row, indicator.id if indicator else None, period)
