"""``GET /v1/figures`` and ``GET /v1/coverage``: open to everybody; a unit's own figures once they are accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api.etags import with_etag
from services.aggregator.api.questions.figures import COVERAGE, TEXTS, FigureQuestion, described, read_figures
from services.aggregator.api.views import sdmx_structure
from services.aggregator.api.views.answers import CoverageAnswer, FiguresAnswer
from services.aggregator.api.views.figures import CoverageView, FigureView, figure_view, of_unit
from services.aggregator.api.views.sdmx import MEDIA_TYPE, sdmx_csv
from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.restated import restate
from services.aggregator.past.as_of import AsOf
from services.aggregator.past.asking import Asked
from services.aggregator.reports import amendments as amendments_repository
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.held_months import ONE_MONTH_EACH
from shared import points
from shared.catalogue import Catalogue
from shared.periods import Month, months
from shared.security.access import Access, Sight, Visitor
from shared.web.answers import answers, answers_in
from shared.web.problems import Problem, json_response
from shared.web.routing.routers import api_router

_FIGURES = answers(FiguresAnswer, "汇总数：按指标、月份")
_COVERAGE = answers(CoverageAnswer, "应报、已报、已审核的单位数，未报的单位")
_CSV = answers_in(MEDIA_TYPE.partition(";")[0], "SDMX-CSV 2.0：一行一个观测值；列、代码见 /v1/figures/structure.xml")
_STRUCTURE = answers_in(
    sdmx_structure.MEDIA_TYPE.partition(";")[0], "SDMX-ML 2.1 结构消息：数据流、数据结构定义（DSD）、概念和代码表"
)
_DESCRIBED_BY = {"Link": f'</v1/figures/structure.xml>; rel="describedby"; type="{sdmx_structure.MEDIA_TYPE}"'}

_Asked = Asked[FigureQuestion]

CARRY_MONTHS = 12
"""How far back a stock that is missing is looked for."""


def router(past: AsOf, catalogue: Catalogue, figures: Figures, visitor: Visitor) -> APIRouter:
    """The routes, over the present figures and those of any point in the past."""
    routes = api_router("汇总", "/v1")

    def find(request: Request) -> tuple[_Asked, list[FigureView]]:
        viewer = visitor(request)
        asked = past.asked(request, partial(read_figures, allowed=tuple(TEXTS)))
        point, known, question = asked.point, asked.known, asked.question
        sight = Access(known).sight(viewer)
        whole = sight.whole(question.region)
        with past.read(point, (), whole=whole) as connection:
            found = find_figures(connection, known, figures.known_by(known), question, sight)
        if not whole and not sight.sees(question.region):
            with past.read(point, (), whole=True) as connection:
                standing = find_figures(connection, known, figures.known_by(known), question, sight)
            found = [of_unit(*both) for both in zip(standing, found, strict=True)]
        return asked, found

    def list_figures(request: Request) -> dict[str, Any]:
        asked, found = find(request)
        return points.told(asked.point, {"figures": found})

    def write_csv(request: Request) -> str:
        asked, found = find(request)
        with past.read(asked.point, (), whole=True) as connection:  # what a document sets is no figure
            return sdmx_csv(found, asked.known, amendments_repository.load(connection))

    def cover(request: Request) -> dict[str, Any]:
        visitor(request)
        asked = past.asked(request, partial(read_figures, allowed=COVERAGE))
        known = asked.known
        with past.read(asked.point, (), whole=True) as connection:  # who has reported is no figure
            found = find_coverage(connection, known, figures.known_by(known), asked.question)
        return points.told(asked.point, found)

    @routes.get("/figures", summary="汇总数", openapi_extra=described(*TEXTS), **_FIGURES)
    async def figures_(request: Request) -> Response:
        return with_etag(request, json_response(await run_in_threadpool(list_figures, request)))

    @routes.get("/figures.csv", summary="汇总数（SDMX-CSV 2.0）", openapi_extra=described(*TEXTS), **_CSV)
    async def figures_csv(request: Request) -> Response:
        text = await run_in_threadpool(write_csv, request)
        return with_etag(request, Response(text, headers=_DESCRIBED_BY, media_type=MEDIA_TYPE))

    @routes.get("/figures/structure.xml", summary="SDMX-CSV 的结构（SDMX-ML 2.1）", **_STRUCTURE)
    async def figures_structure(request: Request) -> Response:
        visitor(request)
        message = sdmx_structure.structure_message(catalogue, past.today())
        return with_etag(request, Response(message, media_type=sdmx_structure.MEDIA_TYPE))

    @routes.get("/coverage", summary="报送覆盖情况", openapi_extra=described(*COVERAGE), **_COVERAGE)
    async def coverage(request: Request) -> Response:
        return json_response(await run_in_threadpool(cover, request))

    return routes


def find_figures(
    connection: sa.Connection, catalogue: Catalogue, figures: Figures, question: FigureQuestion, sight: Sight
) -> list[FigureView]:
    """The figures that the question asks for, by indicator and month, as ``sight`` may see them.

    Raises:
        Problem: 404 when nobody owes that figure in that region.
    """
    first, last = _span(connection, question)
    chosen = (question.indicator,) if question.indicator else tuple(catalogue.indicators.values())
    indicators = [item for item in chosen if catalogue.stands_at(question.region, item.id)]
    if question.indicator is not None and not indicators:
        name = catalogue.regions[question.region].name
        raise Problem(404, "figure-unknown", f"{name}没有指标“{question.indicator.name}”的汇总数")
    plan = catalogue.plan_covering(question.region, first)
    since = min(plan.first if plan else first, Month(first.year, 1), first.shift(-CARRY_MONTHS))
    ids = [item.id for item in indicators]
    if question.restated:
        series, notes = restate(connection, catalogue, figures, question.region, ids, since, last)
        held = {}  # restated months are sums of several codes' own, each told by itself
    else:
        series, notes = figures.series_of(connection, question.region, ids, since, last), {}
        held = figures.held.sides(connection, question.region, series, first, last)
    seen = sight.sees(question.region)
    of_month: dict[Month, Mapping[str, Sequence[FigurePoint]]] = dict.fromkeys(months(first, last), series)
    if not question.restated:
        of_month |= _going_on(connection, catalogue, figures, question.region, ids, since, of_month)
    return [
        figure_view(
            catalogue,
            question.region,
            item,
            each[item.id],
            period,
            seen=seen,
            note=notes.get(period, ""),
            held=held.get((item.id, period), ONE_MONTH_EACH),
        )
        for item in indicators
        for period, each in of_month.items()
    ]


def _going_on(
    connection: sa.Connection,
    catalogue: Catalogue,
    figures: Figures,
    region: str,
    ids: list[str],
    since: Month,
    asked: Iterable[Month],
) -> dict[Month, Mapping[str, Sequence[FigurePoint]]]:
    """By month what the sums of a unit are made of that continues others in it; of any other region nothing."""
    if not figures.has_other_past(region):
        return {}
    stages: dict[int, list[Month]] = {}
    for month in asked:
        stage = catalogue.changes.stage(region, month)
        if stage and catalogue.valid_in(region, month):
            stages.setdefault(stage, []).append(month)
    found: dict[Month, Mapping[str, Sequence[FigurePoint]]] = {}
    for some in stages.values():
        series = figures.continued(connection, [region], ids, since, some[-1])[region]
        found |= dict.fromkeys(some, series)
    return found


def find_coverage(
    connection: sa.Connection, catalogue: Catalogue, figures: Figures, question: FigureQuestion
) -> dict[str, Any]:
    """Coverage of a region's month: of its units, by indicator, and who is missing."""
    period, _ = _span(connection, question)
    covered, missing = figures.coverage(connection, question.region, period)
    by_indicator = figures.indicator_coverage(connection, question.region, period)
    return {
        "region": question.region,
        "region_name": catalogue.regions[question.region].name,
        "period": str(period),
        "expected": covered.expected,
        "reported": covered.reported,
        "accepted": covered.accepted,
        "missing": [{"region": unit, "region_name": catalogue.regions[unit].name} for unit in missing],
        "indicators": [
            {
                "indicator": indicator,
                "indicator_name": catalogue.indicators[indicator].name,
                "coverage": CoverageView(each.expected, each.reported, each.accepted),
            }
            for indicator, each in by_indicator.items()
        ],
    }


def _span(connection: sa.Connection, question: FigureQuestion) -> tuple[Month, Month]:
    if question.span is not None:
        return question.span
    latest = reports_repository.last_period(connection)
    if latest is None:
        raise Problem(404, "nothing-reported", "尚无任何报送数据")
    return latest, latest
