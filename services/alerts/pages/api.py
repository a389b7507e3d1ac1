"""``GET /v1/alerts`` and ``GET /v1/alerts/{number}``."""

from __future__ import annotations

from functools import partial
from typing import get_args

from fastapi import APIRouter, Request, Response
from msgspec import UNSET, UnsetType
from starlette.concurrency import run_in_threadpool

from services.alerts.episodes.row import StateFilter
from services.alerts.reading.alerts import AlertsReading
from services.alerts.reading.answers import AlertAnswer, AlertsAnswer, AlertsPoint
from services.alerts.reading.past_alerts import PastAlerts
from services.alerts.reading.shown import AlertAdvice, AlertHistory
from services.alerts.reading.visibility import Discretion
from shared.catalogue.catalogue import Catalogue
from shared.points import Point, said_of_then
from shared.security.access import Access, Visitor
from shared.web.answers import answers
from shared.web.problems import Fault, Problem, json_response
from shared.web.routing.routers import api_router

_STATES: tuple[StateFilter, ...] = get_args(StateFilter)


def router(reading: AlertsReading, past: PastAlerts, visitor: Visitor) -> APIRouter:
    """The JSON side of the alerts service."""
    routes = api_router("预警", "/v1")

    async def standing_at(as_of: str | None) -> tuple[Point | None, Catalogue]:
        """The point that is asked about (None: now), and the catalogue that is in force there."""
        if as_of is None:
            return None, past.known(None)
        point = await run_in_threadpool(past.point, as_of)
        return point, await run_in_threadpool(past.known, point)

    @routes.get("/alerts", summary="预警列表（每期一条）", **answers(AlertsAnswer, "每期一条"))
    async def alerts(
        request: Request,
        plan: str | None = None,
        region: str | None = None,
        state: str = "all",
        as_of: str | None = None,
    ) -> Response:
        viewer = visitor(request)
        point, known = await standing_at(as_of)
        with said_of_then(known, past.known(None)):
            chosen = _check(known, plan, region, state)
        discretion = Discretion(Access(known), viewer)
        if point is None:
            found = await run_in_threadpool(reading.alerts, chosen, plan, region)
        else:
            found = await run_in_threadpool(past.alerts, point, chosen, plan, region)
        return json_response(AlertsAnswer(alerts=[discretion.episode(each) for each in found], as_of=_as_of(point)))

    @routes.get("/alerts/{number}", summary="一个预警的各期与经过", **answers(AlertAnswer, "最近一期，和各期的经过"))
    async def alert(request: Request, number: str, as_of: str | None = None) -> Response:
        viewer = visitor(request)
        point, known = await standing_at(as_of)
        discretion = Discretion(Access(known), viewer)
        if point is None:
            episodes = await run_in_threadpool(reading.alert, number)
        else:
            episodes = await run_in_threadpool(past.alert, point, number)
        if not episodes:
            read = partial(reading.advised, number) if point is None else partial(past.advised, point, number)
            return json_response(advice_detail(await run_in_threadpool(read), discretion, number, point))
        return json_response(detail([discretion.history(each) for each in episodes], number, point))

    return routes


def detail(episodes: list[AlertHistory], number: str, point: Point | None = None) -> AlertAnswer:
    """The alert's newest episode at the top, and all of them below it.

    Raises:
        Problem: 404 when there is no such alert.
    """
    if not episodes:
        raise Problem(404, "alert-unknown", f"没有编号为“{number[:40]}”的预警")
    newest = episodes[0]
    return AlertAnswer(
        number=newest.number,
        plan=newest.plan,
        plan_name=newest.plan_name,
        row=newest.row,
        indicator=newest.indicator,
        name=newest.name,
        region=newest.region,
        region_name=newest.region_name,
        binding=newest.binding,
        episode=newest.episode,
        state=newest.state,
        state_name=newest.state_name,
        level=newest.level,
        level_name=newest.level_name,
        episodes=episodes,
        as_of=_as_of(point),
    )


def advice_detail(
    advice: AlertAdvice | None, discretion: Discretion, number: str, point: Point | None = None
) -> AlertAnswer:
    """What is told under a number without any episode.

    Raises:
        Problem: 404 when there was no 提示 either.
    """
    if advice is None:
        raise Problem(404, "alert-unknown", f"没有编号为“{number[:40]}”的预警")
    shown = discretion.advised(advice)
    return AlertAnswer(
        number=shown.number,
        plan=shown.plan,
        plan_name=shown.plan_name,
        row=shown.row,
        indicator=shown.indicator,
        name=shown.name,
        region=shown.region,
        region_name=shown.region_name,
        binding=shown.binding,
        episode=0,
        state=shown.state,
        state_name=shown.state_name,
        level=None,
        level_name=None,
        episodes=[],
        advice=shown.advice,
        as_of=_as_of(point),
    )


def _as_of(point: Point | None) -> AlertsPoint | UnsetType:
    return AlertsPoint(point.instant) if point is not None else UNSET


def _check(catalogue: Catalogue, plan: str | None, region: str | None, state: str) -> StateFilter:
    """The state filter.

    Raises:
        Problem: 422 that lists every parameter that is wrong.
    """
    faults = []
    if plan is not None and plan not in catalogue.plans:
        faults.append(Fault("unknown_plan", "plan", f"没有规划“{plan[:40]}”"))
    if region is not None and region not in catalogue.regions:
        faults.append(Fault("unknown_region", "region", f"没有代码为“{region[:40]}”的地区"))
    chosen: StateFilter | None = next((each for each in _STATES if each == state), None)
    if chosen is None:
        faults.append(Fault("unknown_state", "state", f"state 应为 {'、'.join(_STATES)} 之一"))
    if faults or chosen is None:
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
    return chosen
