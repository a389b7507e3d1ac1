"""The page 预警: server-rendered, complete without JavaScript."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from services.alerts.channels import CHANNEL_NAMES
from services.alerts.episodes.row import StateFilter
from services.alerts.handling.letters import NAMES
from services.alerts.messages.wording import LOOKS
from services.alerts.reading.alerts import AlertsReading
from services.alerts.reading.handling_views import NEXT_STEPS
from services.alerts.reading.visibility import Discretion
from shared.periods import Clock, Month
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.web.pages import china, environment
from shared.work_calendar import WorkCalendar

_FILTERS: tuple[tuple[StateFilter, str], ...] = (
    ("open", "未结"),
    ("closed", "已结"),
    ("expired", "期满评估"),
    ("all", "全部"),
)


class AlertsRenderer:
    """Fills the templates; everything written into them is escaped."""

    def __init__(self, clock: Clock, calendar: WorkCalendar) -> None:
        self._clock = clock
        self._environment = environment(Path(__file__).parent.parent / "templates")
        self._environment.filters["month"] = lambda period: Month.parse(period).chinese
        self._environment.filters["age"] = lambda since: f"{(clock.now() - since).days} 天"
        self._environment.filters["arrangement_note"] = calendar.note
        self._environment.filters["channel"] = lambda name: CHANNEL_NAMES.get(name, name)
        self._environment.globals["looks"] = LOOKS
        self._environment.globals["letters"] = NAMES

    def page(self, template: str, status: int = 200, **content: Any) -> HTMLResponse:
        """A whole page."""
        made_at = china(self._clock.now())
        html = self._environment.get_template(template).render(made_at=made_at, **content)
        return HTMLResponse(html, status)


def router(
    reading: AlertsReading, renderer: AlertsRenderer, access: Access, authentication: Authentication
) -> APIRouter:
    """The pages of alerts, which are open while the board is."""
    routes = APIRouter(include_in_schema=False)
    _add_alerts(routes, reading, renderer, access, authentication)
    return routes


def _add_alerts(
    routes: APIRouter, reading: AlertsReading, renderer: AlertsRenderer, access: Access, authentication: Authentication
) -> None:
    @routes.get("/alerts")
    async def alerts(request: Request) -> Response:
        discretion = Discretion(access, authentication.page_visitor(request))
        asked = request.query_params.get("state")
        chosen = next((state for state, _ in _FILTERS if state == asked), _FILTERS[0][0])
        listed = await run_in_threadpool(reading.alerts, chosen)
        found = sorted(map(discretion.episode, listed), key=lambda view: NEXT_STEPS.index(view.handling.next))
        return renderer.page("alerts.html", here="/alerts", alerts=found, chosen=chosen, filters=_FILTERS)

    @routes.get("/alerts/{number}")
    async def alert(request: Request, number: str) -> Response:
        discretion = Discretion(access, authentication.page_visitor(request))
        episodes = [discretion.history(each) for each in await run_in_threadpool(reading.alert, number)]
        if not episodes and (advice := await run_in_threadpool(reading.advised, number)) is not None:
            return renderer.page("advised.html", here="/alerts", alert=discretion.advised(advice))
        if not episodes:
            return missing(renderer, "/alerts", f"没有编号为“{number[:40]}”的预警")
        content: dict[str, Any] = {"episodes": episodes, "alert": episodes[0], "key": secrets.token_urlsafe(16)}
        content["charts"] = await run_in_threadpool(reading.charts, episodes, discretion)
        content["gathered"] = await run_in_threadpool(reading.gathered, episodes[0])
        content["reviews"] = discretion.reviews(episodes[0].region)
        content["form_token"] = authentication.form_token(request)
        return renderer.page("alert.html", here="/alerts", **content)


def missing(renderer: AlertsRenderer, here: str, text: str) -> Response:
    """The page that there is nothing of that name."""
    return renderer.page("missing.html", 404, here=here, text=text)
