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
from services.alerts.reading.past_alerts import PastAlerts
from services.alerts.reading.visibility import Discretion
from shared.periods import Clock, Month
from shared.points import Point
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
        self._environment.globals["age"] = _age
        self._environment.filters["arrangement_note"] = calendar.note
        self._environment.filters["channel"] = lambda name: CHANNEL_NAMES.get(name, name)
        self._environment.globals["looks"] = LOOKS
        self._environment.globals["letters"] = NAMES

    def page(self, template: str, status: int = 200, **content: Any) -> HTMLResponse:
        """A whole page."""
        made_at = china(self._clock.now())
        html = self._environment.get_template(template).render(made_at=made_at, **content)
        return HTMLResponse(html, status)


class AlertsPages:
    """The pages of alerts, of now and, with ``as_of``, as they were known at an instant."""

    def __init__(
        self,
        reading: AlertsReading,
        past: PastAlerts,
        renderer: AlertsRenderer,
        access: Access,
        authentication: Authentication,
    ) -> None:
        self._reading = reading
        self._past = past
        self._renderer = renderer
        self._access = access
        self._authentication = authentication

    def listed(self, request: Request) -> Response:
        """The list; blocks on the database.

        Raises:
            Problem: 422 for an instant that cannot be answered for.
        """
        point = self._point(request)
        discretion = self._discretion(request, point)
        asked = request.query_params.get("state")
        chosen = next((state for state, _ in _FILTERS if state == asked), _FILTERS[0][0])
        if point is None:
            episodes = self._reading.alerts(chosen)
            newest = self._reading.newest(episodes, discretion)
        else:
            episodes, newest = self._past.alerts(point, chosen, None, None), {}
        found = sorted(map(discretion.episode, episodes), key=lambda view: NEXT_STEPS.index(view.handling.next))
        return self._renderer.page(
            "alerts.html", here="/alerts", alerts=found, newest=newest, chosen=chosen, filters=_FILTERS, point=point
        )

    def one(self, request: Request, number: str) -> Response:
        """One alert; blocks on the database.

        Raises:
            Problem: 422 for an instant that cannot be answered for.
        """
        point = self._point(request)
        discretion = self._discretion(request, point)
        told = self._reading.alert(number) if point is None else self._past.alert(point, number)
        episodes = [discretion.history(each) for each in told]
        if not episodes:
            return self._advised(number, discretion, point)
        content: dict[str, Any] = {"episodes": episodes, "alert": episodes[0], "point": point, "newest": None}
        content |= {"charts": {}, "gathered": [], "reviews": False, "key": secrets.token_urlsafe(16)}
        if point is None:
            content["newest"] = self._reading.newest(episodes[:1], discretion).get(number)
            content["charts"] = self._reading.charts(episodes, discretion)
            content["gathered"] = self._reading.gathered(episodes[0])
            content["reviews"] = discretion.reviews(episodes[0].region)
        content["form_token"] = self._authentication.form_token(request)
        return self._renderer.page("alert.html", here="/alerts", **content)

    def _advised(self, number: str, discretion: Discretion, point: Point | None) -> Response:
        advice = self._reading.advised(number) if point is None else self._past.advised(point, number)
        if advice is None:
            then = "当时" if point is not None else ""
            return missing(self._renderer, "/alerts", f"{then}没有编号为“{number[:40]}”的预警")
        return self._renderer.page("advised.html", here="/alerts", alert=discretion.advised(advice), point=point)

    def _point(self, request: Request) -> Point | None:
        asked = request.query_params.get("as_of")
        return self._past.point(asked) if asked else None

    def _discretion(self, request: Request, point: Point | None) -> Discretion:
        access = self._access if point is None else Access(self._past.known(point))
        return Discretion(access, self._authentication.page_visitor(request))


def router(pages: AlertsPages) -> APIRouter:
    """The pages of alerts, which are open while the board is."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/alerts")
    async def alerts(request: Request) -> Response:
        return await run_in_threadpool(pages.listed, request)

    @routes.get("/alerts/{number}")
    async def alert(request: Request, number: str) -> Response:
        return await run_in_threadpool(pages.one, request, number)

    return routes


def _age(raised: str, newest: str) -> str:
    """How many months an alert lasts, that in which it was raised and the newest one included."""
    return f"{Month.parse(newest).ordinal - Month.parse(raised).ordinal + 1} 个月"


def missing(renderer: AlertsRenderer, here: str, text: str) -> Response:
    """The page that there is nothing of that name."""
    return renderer.page("missing.html", 404, here=here, text=text)
