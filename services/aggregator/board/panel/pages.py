"""用工监测, as of a point: an area's sample, matched period to period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.board.panel.shown import AreaReports, PanelQuestion, ShownPanel, asked_periods, districts_of
from services.aggregator.board.panel.view import panel_page
from services.aggregator.board.render import BoardRenderer
from services.aggregator.panel import repository
from services.aggregator.past.as_of import AsOf
from shared.catalogue import Catalogue
from shared.catalogue.model import Region
from shared.catalogue.model.panel import ends_quarter, quarter_end
from shared.database.engine import Database
from shared.events import PanelFrequency
from shared.periods import Clock, Month, to_microseconds
from shared.points import PARAMETER, Point
from shared.security.authentication import Authentication
from shared.security.keys import Principal, Role
from shared.web.problems import Problem

HERE = "/employment"
BACK = {PanelFrequency.MONTH: 11, PanelFrequency.QUARTER: 7}
"""How many periods before the one that is asked for are drawn."""

_SEES_ITS_OWN = (Role.REPORTER, Role.REVIEWER, Role.AUDITOR)


class PanelAsked(NamedTuple):
    """What the address names, as it was written."""

    region: str
    period: str
    frequency: str
    point: str


class EmploymentPages:
    """Makes the page, from one reading transaction."""

    def __init__(
        self, past: AsOf, database: Database, catalogue: Catalogue, renderer: BoardRenderer, clock: Clock
    ) -> None:
        self._past = past
        self._database = database
        self._catalogue = catalogue
        self._renderer = renderer
        self._clock = clock

    def page(self, asked: PanelAsked, viewer: Principal | None) -> str:
        """The page of an area; without one of the viewer's, or of the first that has a sample.

        Raises:
            Problem: 404 for a region or month that is not there; 422 for a bad point.
        """
        point = self._past.point(asked.point) if asked.point else None
        known = self._past.known(point)
        areas = _areas(known)
        if not areas:
            return self._empty(point, areas)
        region = _region(areas, asked.region, viewer)
        frequency = PanelFrequency.QUARTER if asked.frequency == "quarter" else PanelFrequency.MONTH
        with self._database.read() as connection:
            until = None if point is None else point.position
            periods = _periods(connection, until, frequency)
            if not periods:
                return self._empty(point, areas, frequency)
            period = _period(asked.period, periods, frequency)
            own = sees_its_own(viewer, districts_of(known, region.code))
            question = PanelQuestion(region.code, period or periods[0], frequency, 0, own)
            history = self._history(connection, known, question, point)
            if period is None and (latest := _latest_told(history)) not in (None, question.period):
                history = self._history(connection, known, question._replace(period=latest), point)
        shown = panel_page(history, known)
        return self._renderer.page(
            "employment.html",
            here=HERE,
            simulated=shown.simulated,
            point=point,
            shown=shown,
            areas=areas,
            periods=periods,
            frequency=frequency,
        )

    def _empty(
        self, point: Point | None, areas: Sequence[Region], frequency: PanelFrequency = PanelFrequency.MONTH
    ) -> str:
        return self._renderer.page(
            "employment.html", here=HERE, simulated=False, point=point, shown=None, areas=areas, frequency=frequency
        )

    def _history(
        self,
        connection: sa.Connection,
        known: Catalogue,
        asked: PanelQuestion,
        point: Point | None,
    ) -> list[ShownPanel]:
        now = to_microseconds(self._clock.now() if point is None else point.instant)
        asked = asked._replace(now=now)
        back, step = BACK[asked.frequency], 1 if asked.frequency is PanelFrequency.MONTH else 3
        reports = repository.of_regions(
            connection,
            districts_of(known, asked.region),
            asked_periods(asked.period, asked.frequency, back),
            None if point is None else point.position,
        )
        area = AreaReports(known, reports)
        return [area.shown(asked._replace(period=asked.period.shift(-step * each))) for each in range(back, -1, -1)]


def sees_its_own(viewer: Principal | None, districts: Sequence[str]) -> bool:
    """Whether somebody sees the enterprises of these districts one by one: who works for exactly the only one."""
    return viewer is not None and list(districts) == [viewer.region] and viewer.role in _SEES_ITS_OWN


def _areas(known: Catalogue) -> tuple[Region, ...]:
    """The regions that have a sample, or have one below them: the largest first."""
    inside = [each for each in known.panel.regions if each in known.regions]
    above = [
        code for each in inside for code in reversed(known.ancestors(each)) if known.regions[code].level != "group"
    ]
    return tuple(known.regions[code] for code in dict.fromkeys([*above, *inside]))


def _region(areas: tuple[Region, ...], wanted: str, viewer: Principal | None) -> Region:
    codes = {each.code: each for each in areas}
    if wanted:
        if wanted not in codes:
            raise Problem(404, "region-not-found", "没有这个地区的样本", detail=f"“{wanted[:20]}”没有用工监测的样本")
        return codes[wanted]
    own = viewer.region if viewer is not None else ""
    return codes.get(own, areas[0])


def _periods(connection: sa.Connection, until: int | None, frequency: PanelFrequency) -> list[Month]:
    found = repository.periods(connection, until)
    return [each for each in found if ends_quarter(each)] if frequency is PanelFrequency.QUARTER else found


def _period(wanted: str, periods: list[Month], frequency: PanelFrequency) -> Month | None:
    """The period that is asked for, of a month's quarter; None where none is, or that quarter has not been reported."""
    if not wanted:
        return None
    try:
        named = Month.parse(wanted)
    except ValueError as error:
        raise Problem(404, "period-not-found", "没有这个数据期", detail=str(error)) from None
    period = quarter_end(named) if frequency is PanelFrequency.QUARTER else named
    if period in periods:
        return period
    if period != named:  # a month was looked at, and its quarter is not over
        return None
    raise Problem(404, "period-not-found", "没有这个数据期", detail=f"{period.chinese}还没有样本企业报送")


def _latest_told(history: Sequence[ShownPanel]) -> Month | None:
    """The latest period of which anything is shown: of the running one nothing is, until it is due."""
    return next((each.period for each in reversed(history) if each.total.found.enterprises), None)


def router(pages: EmploymentPages, authentication: Authentication) -> APIRouter:
    """The route."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get(HERE)
    async def employment(request: Request) -> Response:
        viewer = authentication.page_visitor(request)
        query = request.query_params
        asked = PanelAsked(*(query.get(name, "") for name in ("region", "period", "frequency", PARAMETER)))
        return HTMLResponse(await run_in_threadpool(pages.page, asked, viewer))

    return routes
