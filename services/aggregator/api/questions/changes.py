"""Which total, and between which points, ``/v1/figures/changes`` is asked about."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, TypeVar

from services.aggregator.api.questions.figures import read_figures
from services.aggregator.figures.point import Side
from services.aggregator.past.subject import TotalSpan, TotalSubject, default_span
from shared.catalogue import Catalogue
from shared.web import parameters
from shared.web.problems import Fault, Problem

Choice = TypeVar("Choice", bound=StrEnum)

TEXTS = {
    "region": "地区代码",
    "indicator": "指标编号或中文名称",
    "period": "月份 YYYY-MM",
    "from": "前一时点：位置序号、日期或带时区的时刻",
    "to": "后一时点；省略时为现在",
    "measure": "month 当月、year_to_date 本年累计、plan_to_date 规划期累计；省略时率看本年累计，其余看当月",
    "side": "provisional 初步数（省略时）或 accepted 已审核数",
}

REQUIRED = ("region", "indicator", "period", "from")


class ChangeQuestion(NamedTuple):
    """The total that is asked about, and the two points as they are written (``end`` empty: now)."""

    subject: TotalSubject
    start: str
    end: str


def read_changes(query: dict[str, str], known_at: Callable[[str], Catalogue]) -> ChangeQuestion:
    """The question that the query parameters ask; ``known_at`` gives the catalogue that is in force at the later point,
    as it is written ('': now).

    Raises:
        Problem: 422 with a fault for each parameter that is missing, not known or cannot be read;
            404 for a region or indicator that the catalogue does not know.
    """
    missing = [name for name in REQUIRED if not query.get(name)]
    faults = [Fault("missing_parameter", name, f"须给出 {name}：{TEXTS[name]}") for name in missing]
    faults += parameters.unknown(query, TEXTS)
    span = _choice(query, "measure", TotalSpan, faults)
    side = _choice(query, "side", Side, faults)
    if faults:
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
    asked = ("region", "indicator", "period")
    found = read_figures({name: query[name] for name in asked}, known_at(query.get("to", "")), asked)
    assert found.indicator is not None and found.span is not None, "both were given"
    subject = TotalSubject(
        found.region, found.indicator, found.span[0], span or default_span(found.indicator), side or Side.PROVISIONAL
    )
    return ChangeQuestion(subject, query["from"], query.get("to", ""))


def _choice(query: dict[str, str], name: str, among: type[Choice], faults: list[Fault]) -> Choice | None:
    text = query.get(name)
    if not text:
        return None
    try:
        return among(text)
    except ValueError:
        faults.append(Fault(f"bad_{name}", name, f"{name} 应为 {'、'.join(among)} 之一"))
        return None
