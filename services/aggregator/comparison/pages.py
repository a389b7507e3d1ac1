"""比对分析: a region's indicators beside each other in one quarter, with what was noted about them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from services.aggregator.api.posting import form_author
from services.aggregator.board.drawing.small_pictures import sparkline
from services.aggregator.board.render import BoardRenderer
from services.aggregator.comparison.compared import ComparedRule, RegionCompared, SeriesOfRule
from services.aggregator.comparison.endpoints import READERS, read_comparison, regions_of
from services.aggregator.comparison.evaluating import SideFigures
from services.aggregator.comparison.explaining import ExplainBody, Explaining
from services.aggregator.comparison.new_employment import REPORTED, NewEmployment
from services.aggregator.comparison.quarters import Quarter, quarters
from services.aggregator.comparison.reading import Comparisons
from services.aggregator.comparison.wording import OUTCOMES, change_text, expected_words, figure_text, spreads_text
from services.aggregator.past.as_of import AsOf
from services.aggregator.wording.formats import signed_with_unit, with_unit
from shared.catalogue import Catalogue
from shared.points import PARAMETER
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Principal, Role
from shared.security.sent_forms import sent_form
from shared.web.problems import Problem

HERE = "/comparisons"
_SHOWN_QUARTERS = 12
_CHOICES = 20


class ComparisonPage:
    """Makes the page."""

    def __init__(self, comparisons: Comparisons, past: AsOf, catalogue: Catalogue, renderer: BoardRenderer) -> None:
        self._comparisons = comparisons
        self._past = past
        self._catalogue = catalogue
        self._renderer = renderer

    def page(self, query: dict[str, str], viewer: Principal, token: str, wrong: str = "") -> str:
        """The page that an address asks for; without a region that of the viewer, or the first area.

        Raises:
            Problem: as :func:`read_comparison`; 403 for another's region.
        """
        text = query.pop(PARAMETER, "")
        point = self._past.point(text) if text else None
        known = self._comparisons.known(point)
        asked = read_comparison({"region": self._home(known, viewer), **_given(query)}, known)
        Access(known).require_read(viewer, asked.region)
        last = self._comparisons.last_ended(point)
        quarter = asked.quarter or self._comparisons.last_known(asked.region, point)
        found = self._comparisons.of(regions_of(known, asked.region), quarter, point)
        own = next((each for each in found if each.region == asked.region), None)
        below = [each for each in found if each.region != asked.region]
        return self._renderer.page(
            "comparisons.html",
            here=HERE,
            simulated=any(each.simulated for each in found),
            point=point,
            region=known.regions[asked.region],
            regions=[(code, known.name_apart(code)) for code in self._readable(known, viewer)],
            quarter=quarter,
            quarters=quarters(last.shift(-_CHOICES), last)[::-1],
            rules=[] if own is None else [_row(each, known) for each in own.rules],
            new=None if own is None or not own.new_employment.comparable else _new(own.new_employment, known),
            below=[_below(each, known) for each in below],
            may_note=point is None and viewer.role is Role.REVIEWER,
            wrong=wrong,
            form_token=token,
            key=secrets.token_hex(16),
        )

    def _home(self, known: Catalogue, viewer: Principal) -> str:
        return viewer.region or next(each for each in known.regions if known.plans_of(each))

    def _readable(self, known: Catalogue, viewer: Principal) -> list[str]:
        return [code for code in Access(known).readable(viewer) if known.regions[code].level != "group"]


def router(page: ComparisonPage, explaining: Explaining, authentication: Authentication) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get(HERE)
    async def comparisons(request: Request) -> Response:
        viewer = authentication.page(request, *READERS)
        token = authentication.form_token(request)
        return HTMLResponse(await run_in_threadpool(page.page, dict(request.query_params), viewer, token))

    @routes.post(HERE)
    async def explain(request: Request) -> Response:
        viewer, fields = await sent_form(authentication, request, Role.REVIEWER)
        body = ExplainBody(*(fields.get(name, "").strip() for name in ("region", "quarter", "rule", "text")))
        author = form_author(authentication, request, viewer, fields)
        try:
            await run_in_threadpool(explaining.explain, body, author)
        except Problem as problem:
            if problem.code != "explanation-invalid":
                raise
            wrong = "；".join(each.message for each in problem.faults)
            query = {"region": body.region, "quarter": body.quarter}
            token = authentication.form_token(request)
            return HTMLResponse(await run_in_threadpool(page.page, query, viewer, token, wrong), 422)
        return RedirectResponse(f"{HERE}?region={body.region}&quarter={body.quarter}#{body.rule}", 303)

    return routes


def _given(query: dict[str, str]) -> dict[str, str]:
    return {name: query[name] for name in ("region", "quarter") if query.get(name)}


def _row(rule: ComparedRule, known: Catalogue) -> dict[str, Any]:
    found = rule.compared
    return {
        "id": found.rule.id,
        "name": found.rule.name,
        "expected": expected_words(found.rule),
        "words": OUTCOMES[found.outcome],
        "parted": rule.parted,
        "sides": [
            _side(rule.first, found.first, found.quarter, known),
            _side(rule.second, found.second, found.quarter, known),
        ],
        "distance": spreads_text(found.distance),
        "widest": spreads_text(found.widest),
        "widest_in": found.widest_in.chinese if found.widest_in else "",
        "limit": spreads_text(found.limit),
        "history": found.history,
        "explanations": rule.explanations,
    }


def _side(series: SeriesOfRule, side: SideFigures, quarter: Quarter, known: Catalogue) -> dict[str, Any]:
    indicator = known.indicators.get(series.indicator)
    return {
        "name": series.name,
        "now": figure_text(indicator, side.now),
        "before": figure_text(indicator, side.before),
        "change": change_text(indicator, side),
        "spark": _spark(series, quarter),
    }


def _spark(series: SeriesOfRule, quarter: Quarter) -> Markup:
    shown = quarters(quarter.shift(1 - _SHOWN_QUARTERS), quarter)
    values = [series.figures.get(each) for each in shown]
    label = f"{series.name}：{shown[0].chinese}至{quarter.chinese}"
    return sparkline(_scaled(values), [None] * len(values), "unassessed", label)


def _scaled(values: Sequence[Fraction | None]) -> list[int | None]:
    """Whole numbers that lie as the figures do."""
    return [None if each is None else round(each * 1_000_000) for each in values]


def _new(found: NewEmployment, known: Catalogue) -> list[tuple[str, str]]:
    unit = known.indicators[REPORTED].unit
    parts = (
        ("城镇新增就业（报送）", found.reported),
        ("城镇新就业", found.entered),
        ("自然减员", found.left),
        ("城镇新就业−自然减员", found.worked_out),
        ("实名登记", found.named),
    )
    differences = (
        ("报送−（城镇新就业−自然减员）", found.beyond_worked_out),
        ("报送−实名登记", found.beyond_named),
    )
    return [
        *((name, with_unit(_whole(value), unit)) for name, value in parts),
        *((name, signed_with_unit(_whole(value), unit)) for name, value in differences),
    ]


def _whole(value: Fraction | None) -> int | None:
    return None if value is None else int(value)


def _below(compared: RegionCompared, known: Catalogue) -> dict[str, Any]:
    return {
        "code": compared.region,
        "name": known.name_apart(compared.region),
        "found": [each.compared.rule.name for each in compared.rules if each.parted],
        "compared": len(compared.rules),
    }
