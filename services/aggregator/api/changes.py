"""``GET /v1/figures/changes``: why a total changed between two points, event by event."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, TypeVar

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api import parameters
from services.aggregator.api.changes_view import ChangesView, changes_view
from services.aggregator.api.etags import with_etag
from services.aggregator.api.figures import read_question
from services.aggregator.figures.series import Side
from services.aggregator.past.as_of import AsOf
from services.aggregator.past.changes import Changes
from services.aggregator.past.subject import NoSuchTotal, TotalSpan, TotalSubject, default_span
from shared.catalogue import Catalogue
from shared.points import Point, PointFault, refuse
from shared.security.access import Access, Sight, Visitor, not_yours
from shared.security.keys import Principal
from shared.web.problems import Fault, Problem, json_response

Choice = TypeVar("Choice", bound=StrEnum)

_TEXTS = {
    "region": "地区代码",
    "indicator": "指标编号或中文名称",
    "period": "月份 YYYY-MM",
    "from": "前一时点：位置序号、日期或带时区的时刻",
    "to": "后一时点；省略时为现在",
    "measure": "month 当月、year_to_date 本年累计、plan_to_date 规划期累计；省略时率看本年累计，其余看当月",
    "side": "provisional 初步数（省略时）或 accepted 已审核数",
}
_REQUIRED = ("region", "indicator", "period", "from")


class Explainer:
    """Explains changes to whoever asks: for the interface and for the page."""

    def __init__(self, past: AsOf, changes: Changes, catalogue: Catalogue) -> None:
        self.past = past
        self._changes = changes
        self._catalogue = catalogue
        self._access = Access(catalogue)

    def explain(self, question: ChangeQuestion, viewer: Principal | None) -> ChangesView:
        """The answer.

        Raises:
            Problem: 403 for a unit whose unreviewed figures the viewer does not see, 404 when there is no
                such total, 422 for points that cannot be answered for.
        """
        start = self.past.point(question.start, "from")
        end = self.past.point(question.end, "to") if question.end else self.past.now()
        if end.position < start.position:
            raise refuse(PointFault("后一时点早于前一时点"), "to")
        sight = Sight(self._access, viewer)
        subject = question.subject
        if subject.side is Side.PROVISIONAL and not sight.sees(subject.region):
            raise not_yours()
        return self._view(subject, start, end, sight)

    def _view(self, subject: TotalSubject, start: Point, end: Point, sight: Sight) -> ChangesView:
        try:
            with self.past.read(None) as connection:
                found = self._changes.explain(connection, subject, start, end)
        except NoSuchTotal as fault:
            raise Problem(404, "figure-unknown", "没有这个汇总数", detail=str(fault)) from None
        return changes_view(self._catalogue, subject, start, end, found, sight)


class ChangeQuestion(NamedTuple):
    """The total that is asked about, and the two points as they are written (``end`` empty: now)."""

    subject: TotalSubject
    start: str
    end: str


def router(explainer: Explainer, catalogue: Catalogue, visitor: Visitor) -> APIRouter:
    """The route."""
    routes = APIRouter(prefix="/v1", tags=["汇总"])

    @routes.get(
        "/figures/changes",
        summary="两个时点之间汇总数变动的原因",
        openapi_extra=parameters.described(_TEXTS, _REQUIRED),
    )
    async def changes(request: Request) -> Response:
        question = read_changes(dict(request.query_params), catalogue)
        found = await run_in_threadpool(explainer.explain, question, visitor(request))
        return with_etag(request, json_response(found))

    return routes


def read_changes(query: dict[str, str], catalogue: Catalogue) -> ChangeQuestion:
    """The question that the query parameters ask.

    Raises:
        Problem: 422 with a fault for each parameter that is missing, not known or cannot be read;
            404 for a region or indicator that the catalogue does not know.
    """
    missing = [name for name in _REQUIRED if not query.get(name)]
    faults = [Fault("missing_parameter", name, f"须给出 {name}：{_TEXTS[name]}") for name in missing]
    faults += parameters.unknown(query, _TEXTS)
    span = _choice(query, "measure", TotalSpan, faults)
    side = _choice(query, "side", Side, faults)
    if faults:
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
    asked = ("region", "indicator", "period")
    found = read_question({name: query[name] for name in asked}, catalogue, asked)
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
