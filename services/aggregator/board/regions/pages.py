"""地区: an area's districts as a map and a list, and a unit's own page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.board.queries import BoardQueries
from services.aggregator.board.regions.queries import NOT_RANKED, RegionQueries
from services.aggregator.board.regions.view import UnitPage, as_public
from services.aggregator.board.render import BoardRenderer
from services.aggregator.board.visitor_pages import VisitorPages
from services.aggregator.board.while_unwritten import PublicStand, WhileUnwritten
from services.aggregator.districts.ranking import Ranking
from services.aggregator.figures.reader import Figures
from services.aggregator.past.as_of import AsOf
from services.aggregator.reports import repository as reports_repository
from shared.catalogue import Catalogue
from shared.catalogue.known import ByCatalogue
from shared.catalogue.model import Indicator, Region
from shared.periods import Clock, Month, months, today_in_china
from shared.points import PARAMETER, Point
from shared.security.authentication import Authentication
from shared.web.problems import Problem

_HERE = "/regions"

MOST_SHOWN, MOST_RANKED = 64, 8
"""How many pages' contents, and areas' rankings, are kept: some 30 KB, and some 2 MB for a province."""


class _Shown(NamedTuple):
    """What a page is filled with."""

    template: str
    values: Mapping[str, Any]


class RegionPages:
    """Makes the pages, each from one reading transaction. Nothing unreviewed of a single unit is on them."""

    def __init__(
        self,
        past: AsOf,
        catalogue: Catalogue,
        figures: Figures,
        renderer: BoardRenderer,
        clock: Clock,
        public: PublicStand,
    ) -> None:
        self._past = past
        self._clock = clock
        self._renderer = renderer
        self._readers = ByCatalogue(catalogue, lambda each: _Reader(each, figures.known_by(each)))
        self._shown: WhileUnwritten[tuple[str | None, str, str], _Shown] = WhileUnwritten(public, MOST_SHOWN)
        self._rankings: WhileUnwritten[tuple[str, Month], Mapping[str, Ranking]] = WhileUnwritten(public, MOST_RANKED)

    def page(self, code: str | None, wanted: str, indicator: str, as_of: str) -> str:
        """The page of a region; without ``code`` of the first area.

        Raises:
            Problem: 404 for a region, month or indicator that is not there; 422 for a bad point.
        """
        if as_of:
            shown = self._read(code, wanted, indicator, self._past.point(as_of))
        else:
            shown = self._shown.of((code, wanted, indicator), lambda: self._read(code, wanted, indicator, None))
        return self._renderer.page(shown.template, **shown.values)

    def _read(self, code: str | None, wanted: str, indicator: str, point: Point | None) -> _Shown:
        """What the page shows: the same to everybody."""
        reader = self._readers.of(self._past.known(point))
        region, queries = reader.region(code), reader.queries
        with self._past.read(point, (), whole=False) as connection:
            periods = self._periods(connection)
            period = reader.period(connection, wanted, periods) or Month.of(today_in_china(self._clock))
        day = point.day if point else today_in_china(self._clock)
        given = {"here": _HERE, "periods": periods, "point": point, "roots": reader.roots}
        if not reader.catalogue.children(region.code):
            unit = self._unit(queries, region.code, period, point, day)
            return _Shown("region_unit.html", given | {"simulated": unit.simulated, "unit": unit})
        indicators = queries.indicators(region.code, period)
        chosen = self._indicator(indicators, indicator)
        kept = f"&{PARAMETER}={quote(point.text)}" if point else ""
        with self._past.read(point, (), whole=False) as connection:
            area = queries.area(connection, region.code, chosen, period, day, kept)
        return _Shown("regions.html", given | {"simulated": area.simulated, "area": area, "indicators": indicators})

    def _unit(self, queries: RegionQueries, code: str, period: Month, point: Point | None, day: date) -> UnitPage:
        """A unit as everybody may see it: what it has reported is no secret, its figures are."""
        above = queries.above(code)

        def ranked() -> Mapping[str, Ranking]:
            if above is None:
                return NOT_RANKED
            with self._past.read(point, (), whole=False) as connection:
                return queries.rankings(connection, above, period, day)

        rankings = ranked() if point or above is None else self._rankings.of((above, period), ranked)
        with self._past.read(point, (), whole=True) as connection:
            standing = queries.unit(connection, code, period)
        with self._past.read(point, (), whole=False) as connection:
            return as_public(standing, queries.unit(connection, code, period, rankings))

    def _periods(self, connection: sa.Connection) -> list[Month]:
        first, last = reports_repository.first_period(connection), reports_repository.last_period(connection)
        return [] if first is None or last is None else list(months(first, last))[::-1]

    def _indicator(self, indicators: list[Indicator], wanted: str) -> Indicator | None:
        if not wanted:
            return indicators[0] if indicators else None
        found = next((each for each in indicators if each.id == wanted), None)
        if found is None:
            raise Problem(404, "indicator-not-found", "没有这个指标", detail="该地区各地没有可以比较的这项指标")
        return found


class _Reader:
    """Finds what an address of the pages names, and reads it, by a catalogue. ``roots`` are the areas that lie in no
    other."""

    def __init__(self, catalogue: Catalogue, figures: Figures) -> None:
        self.catalogue = catalogue
        self.queries = RegionQueries(catalogue, figures, catalogue.office.tiles)
        children = catalogue.children
        self.roots = [each for code, each in catalogue.regions.items() if not each.parent and children(code)]
        self._board = BoardQueries(catalogue)

    def region(self, code: str | None) -> Region:
        """The region of a code, the first area without one."""
        if code is None:
            return self.roots[0]
        region = self.catalogue.regions.get(code)
        if region is None:
            raise Problem(404, "region-not-found", "没有这个地区", detail=f"没有代码为“{code[:20]}”的地区")
        return region

    def period(self, connection: sa.Connection, wanted: str, periods: list[Month]) -> Month | None:
        """The month asked for, else the latest that is mostly judged; None where there is none."""
        if not wanted:
            judged = self._board.latest_judged(connection, self.catalogue.plans.values())
            return judged or (periods[0] if periods else None)
        try:
            period = Month.parse(wanted)
        except ValueError as fault:
            raise Problem(404, "period-not-found", "没有这个数据期", detail=str(fault)) from None
        if period not in periods:
            planless = not any(plan.first <= period <= plan.last for plan in self.catalogue.plans.values())
            why = f"{period.chinese}没有在执行的规划，也没有报来的数" if planless else f"{period.chinese}还没有数据"
            raise Problem(404, "period-not-found", "没有这个数据期", detail=why)
        return period


def router(pages: RegionPages, authentication: Authentication, kept: VisitorPages) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    async def answer(request: Request, code: str | None) -> Response:
        authentication.page_visitor(request)
        query = request.query_params
        asked = (query.get("period", ""), query.get("indicator", ""), query.get(PARAMETER, ""))
        return HTMLResponse(await run_in_threadpool(kept.page, request, partial(pages.page, code, *asked)))

    @routes.get("/regions")
    async def regions(request: Request) -> Response:
        return await answer(request, None)

    @routes.get("/regions/{code}")
    async def region(request: Request, code: str) -> Response:
        return await answer(request, code)

    return routes
