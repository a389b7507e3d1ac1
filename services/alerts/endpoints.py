"""``GET /v1/alerts`` and ``GET /v1/alerts/{number}``."""

from __future__ import annotations

from typing import get_args

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from services.alerts.queries import StateFilter
from services.alerts.reading import Reading
from services.alerts.views import View
from shared.catalogue.catalogue import Catalogue
from shared.web import Fault, Problem, json_response

_STATES: tuple[StateFilter, ...] = get_args(StateFilter)


def router(reading: Reading, catalogue: Catalogue) -> APIRouter:
    """The JSON side of the alerts service."""
    routes = APIRouter(prefix="/v1", tags=["预警"])

    @routes.get("/alerts", summary="预警列表（每期一条）")
    async def alerts(plan: str | None = None, region: str | None = None, state: str = "all") -> Response:
        chosen = _check(catalogue, plan, region, state)
        return json_response({"alerts": await run_in_threadpool(reading.alerts, chosen, plan, region)})

    @routes.get("/alerts/{number}", summary="一个预警的各期与经过")
    async def alert(number: str) -> Response:
        return json_response(detail(await run_in_threadpool(reading.alert, number), number))

    return routes


def detail(episodes: list[View], number: str) -> View:
    """The alert's newest episode at the top, and all of them below it.

    Raises:
        Problem: 404 when there is no such alert.
    """
    if not episodes:
        raise Problem(404, "alert-unknown", f"没有编号为“{number[:40]}”的预警")
    newest = episodes[0]
    shared = ("number", "plan", "plan_name", "row", "indicator", "name", "region", "region_name", "binding")
    return {
        **{name: newest[name] for name in shared},
        "episode": newest["episode"],
        "state": newest["state"],
        "state_name": newest["state_name"],
        "level": newest["level"],
        "level_name": newest["level_name"],
        "episodes": episodes,
    }


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
