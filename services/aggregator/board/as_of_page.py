"""时点: pick a moment and see the pages as they were then; pick two and see what lies between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from services.aggregator.api.changes import Explainer
from services.aggregator.api.views.changes import SIDES, SPANS, ChangesView
from services.aggregator.board.drawing.waterfall_chart import Bar, starts_at_zero, waterfall
from services.aggregator.board.render import BoardRenderer
from services.aggregator.reports import repository as reports_repository
from shared.catalogue import Catalogue
from shared.periods import Month, months
from shared.points import Point
from shared.security.access import Visitor
from shared.security.keys import Principal
from shared.web.problems import Problem

ADDRESS = "/as-of"
_ASKED = ("region", "indicator", "period", "measure", "side")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the form holds: each point by its day, or written out."""

    fields: Mapping[str, str]
    faults: tuple[str, ...] = ()

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    def point(self, name: str) -> str:
        """A point as it was written out, else its day."""
        return self.get(name) or self.get(f"{name}_day")


@dataclass(frozen=True, slots=True)
class ComparedPoints:
    """What stands under the form, once two points were chosen."""

    view: ChangesView
    start: Point
    end: Point
    picture: Markup
    from_zero: bool
    names: Mapping[str, str] = field(default_factory=lambda: {"measure": "", "side": ""})


class AsOfPage:
    """Makes the page."""

    def __init__(self, explainer: Explainer, catalogue: Catalogue, renderer: BoardRenderer) -> None:
        self._explainer = explainer
        self._catalogue = catalogue
        self._renderer = renderer

    def page(self, query: Mapping[str, str], viewer: Principal | None) -> Response:
        """The page, or the way to the overview of a moment that was chosen."""
        chosen = Chosen({name: text.strip() for name, text in query.items()})
        if chosen.point("at"):
            return self._past(chosen)
        if not (chosen.point("from") and chosen.get("region")):
            return self._answer(chosen, None)
        try:
            return self._answer(chosen, self._shown(chosen, viewer))
        except Problem as problem:
            return self._refused(chosen, problem)

    def _past(self, chosen: Chosen) -> Response:
        text = chosen.point("at")
        try:
            self._explainer.past.point(text, "at")
        except Problem as problem:
            return self._refused(chosen, problem)
        return RedirectResponse(f"/?{urlencode({'as_of': text})}", 303)

    def _shown(self, chosen: Chosen, viewer: Principal | None) -> ComparedPoints:
        asked = {name: chosen.get(name) for name in _ASKED} | {"from": chosen.point("from"), "to": chosen.point("to")}
        view = self._explainer.explain(self._explainer.asked(asked), viewer)
        past = self._explainer.past
        start = past.point(chosen.point("from"), "from")
        end = past.point(chosen.point("to"), "to") if chosen.point("to") else past.now()
        bars = bars_of(view, start, end)
        title = f"{view.region_name} {view.indicator_name} {view.period} 的变动"
        names = {"measure": SPANS[view.measure], "side": SIDES[view.side]}
        return ComparedPoints(view, start, end, waterfall(bars, title), starts_at_zero(bars), names)

    def _refused(self, chosen: Chosen, problem: Problem) -> Response:
        faults = tuple(fault.message for fault in problem.faults) or (problem.detail or problem.title,)
        return self._answer(Chosen(chosen.fields, faults), None, problem.status)

    def _answer(self, chosen: Chosen, shown: ComparedPoints | None, status: int = 200) -> Response:
        html = self._renderer.as_of(chosen, shown, self._choices())
        return HTMLResponse(html, status)

    def _choices(self) -> dict[str, Any]:
        """What the form's lists offer."""
        regions = self._catalogue.regions_apart
        areas = {plan.region: regions[plan.region].name for plan in self._catalogue.plans.values()}
        others = {code: region.name for code, region in regions.items() if code not in areas}
        with self._explainer.past.read(None, whole=True) as connection:
            first, last = reports_repository.first_period(connection), reports_repository.last_period(connection)
        periods: list[Month] = list(months(first, last))[::-1] if first and last else []
        indicators = {item.id: item.name for item in self._catalogue.indicators.values()}
        return {
            "areas": areas,
            "others": others,
            "periods": periods,
            "indicators": indicators,
            "measures": {"": "自动", **SPANS},
            "sides": SIDES,
        }


def bars_of(view: ChangesView, start: Point, end: Point) -> list[Bar]:
    """The rows of the picture."""
    causes = [Bar(each.cause_name, _signed(each.change.text), each.change.value, False) for each in view.causes]
    return [
        Bar(f"{start.words}", view.begin.total.text, view.begin.total.value, True),
        *causes,
        Bar(f"{end.words}", view.to.total.text, view.to.total.value, True),
    ]


def _signed(text: str) -> str:
    return text if text.startswith("-") else f"+{text}"


def router(page: AsOfPage, visitor: Visitor) -> APIRouter:
    """The page's route; made in a worker thread, for it reads the database."""
    routes = APIRouter(include_in_schema=False)

    @routes.get(ADDRESS)
    def as_of(request: Request) -> Response:
        return page.page(dict(request.query_params), visitor(request))

    return routes
