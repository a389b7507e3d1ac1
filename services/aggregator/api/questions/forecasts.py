"""Which forecast ``/v1/forecasts`` is asked for."""

from __future__ import annotations

from typing import NamedTuple

from shared import points
from shared.catalogue import Catalogue
from shared.catalogue.model import Target
from shared.periods import Month
from shared.web import parameters
from shared.web.problems import Fault, Problem

TEXTS = {
    "plan": "规划编号",
    "row": "指标序号",
    "period": "从哪个月起预判（YYYY-MM）；省略时取最近一个已评判的月份",
    "data_version": "数据版本；省略时取现行版本，给出时只答已存档的那一版",
    points.PARAMETER: points.TEXT,
}

NEEDED = ("plan", "row")


class ForecastRequest(NamedTuple):
    """Which forecast is asked for: of the latest judged month, and of the present version, unless given."""

    target: Target
    period: Month | None
    data_version: int | None


def read_forecast(query: dict[str, str], catalogue: Catalogue) -> ForecastRequest:
    """The question that the query parameters ask.

    Raises:
        Problem: 422 with a fault for each parameter that is missing, not known or cannot be read; 404
            for a plan or row that the catalogue does not know.
    """
    faults = parameters.unknown(query, TEXTS)
    faults += [
        Fault("missing_parameter", name, f"缺少参数 {name}（{TEXTS[name]}）") for name in NEEDED if name not in query
    ]
    row = parameters.read(query, "row", parameters.whole, "应为指标序号", faults)
    period = parameters.read(query, "period", Month.parse, "应写作 YYYY-MM", faults)
    version = parameters.read(query, "data_version", parameters.whole, "应为整数", faults)
    if faults or row is None:
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
    plan = catalogue.plans.get(query["plan"])
    target = None if plan is None else next((each for each in plan.targets if each.row == row), None)
    if target is None:
        what = Fault("unknown_plan", "plan", f"没有规划“{query['plan'][:40]}”") if plan is None else None
        fault = what or Fault("unknown_row", "row", f"规划没有第 {row} 行指标")
        raise Problem(404, "not-in-catalogue", "没有这个规划或指标", faults=[fault])
    return ForecastRequest(target, period, version)
