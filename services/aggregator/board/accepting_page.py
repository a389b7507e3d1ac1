"""审核 › 通过后的等级: which levels would be others if a reviewer's chosen reports were accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.board.render import BoardRenderer
from services.aggregator.supposing.accepting import MOST_REPORTS, SupposedAcceptance, Supposition
from services.aggregator.supposing.differing import Supposed
from services.aggregator.tables import OPEN_ALERTS
from services.aggregator.wording import formats, levels
from services.aggregator.wording.levels import LevelMark
from shared.catalogue import Catalogue
from shared.catalogue.model import Target
from shared.database.engine import Database
from shared.events import Assessment, Level
from shared.periods import Month
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Principal, Role
from shared.web.problems import Problem

ADDRESS = "/accepting"


@dataclass(frozen=True, slots=True)
class SupposedRow:
    """One target in one month: its levels on all that is reported and on what is accepted, now and afterwards (None:
    not judged), the accepted figure, and how many units are behind it; ``alert``: its open alert."""

    plan: str
    plan_name: str
    row: int
    name: str
    period: Month
    reported: tuple[LevelMark | None, LevelMark | None]
    accepted: tuple[LevelMark | None, LevelMark | None]
    amounts: tuple[str, str]
    units: str
    moves: bool
    alert: str


class AcceptingPage:
    """Makes the page; called in a thread."""

    def __init__(
        self, supposing: SupposedAcceptance, database: Database, catalogue: Catalogue, renderer: BoardRenderer
    ) -> None:
        self._supposing = supposing
        self._database = database
        self._catalogue = catalogue
        self._access = Access(catalogue)
        self._renderer = renderer

    def page(self, viewer: Principal, area: str, period: Month, reports: Mapping[str, int]) -> str:
        """What accepting these revisions would make of the targets in the area.

        Raises:
            Problem: 403 for another's area, or a unit outside it; 404 for an area that there is not.
        """
        area = viewer.region or area
        self._access.require_read(viewer, area)
        for region in reports:
            self._access.require_read(viewer, region)
        plans = [
            plan.id
            for plan in self._catalogue.plans.values()
            if self._access.inside(plan.region, area) and plan.first <= period <= plan.last
        ]
        supposed = self._supposing.of(plans, period, reports)
        alerts = self._open_alerts(plans)
        rows = sorted((self._row(each, alerts) for each in supposed.found), key=lambda row: not row.moves)
        return self._renderer.accepting(
            self._catalogue.region_name(area), period, self._counted(supposed, reports), rows, supposed
        )

    def _counted(self, supposed: Supposition, reports: Mapping[str, int]) -> tuple[Sequence[str], Sequence[str]]:
        """The names of the units that were supposed, and of the others."""
        name = self._catalogue.name_apart
        return [name(each) for each in reports if each not in supposed.others], [name(e) for e in supposed.others]

    def _row(self, each: Supposed, alerts: Mapping[tuple[str, int], str]) -> SupposedRow:
        plan = self._catalogue.plans[each.key.plan]
        target, now, then = plan.target(each.key.row), each.now, each.then
        return SupposedRow(
            plan=plan.id,
            plan_name=plan.short_name or plan.name,
            row=target.row,
            name=target.name,
            period=each.key.period,
            reported=(_mark(now.level if now else None), _mark(then.level)),
            accepted=(_mark(now.accepted_level if now else None), _mark(then.accepted_level)),
            amounts=(_amount(target, now), _amount(target, then)),
            units=f"{now.accepted_units if now else 0} → {then.accepted_units} / {then.expected_units}",
            moves=each.moves_level,
            alert=alerts.get((plan.id, target.row), ""),
        )

    def _open_alerts(self, plans: Sequence[str]) -> dict[tuple[str, int], str]:
        query = sa.select(OPEN_ALERTS.c.plan, OPEN_ALERTS.c.row, OPEN_ALERTS.c.alert)
        with self._database.read() as connection:
            found = connection.execute(query.where(OPEN_ALERTS.c.plan.in_(plans))).all()
        return {(plan, row): alert for plan, row, alert in found}


def _mark(level: Level | None) -> LevelMark | None:
    return None if level is None else levels.level_mark(level)


def _amount(target: Target, assessment: Assessment | None) -> str:
    return formats.with_unit(None if assessment is None else assessment.accepted_actual, target.unit)


def router(page: AcceptingPage, authentication: Authentication) -> APIRouter:
    """The route. Nothing is changed by it, so that it may be asked by an address."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get(ADDRESS)
    async def accepting(request: Request) -> Response:
        viewer, query = authentication.page(request, Role.REVIEWER), request.query_params
        try:
            period = Month.parse(query.get("period", ""))
        except ValueError as error:
            raise Problem(404, "bad-period", str(error)) from None
        reports = _reports(query.getlist("report"))
        return HTMLResponse(await run_in_threadpool(page.page, viewer, query.get("area", ""), period, reports))

    return routes


def _reports(texts: Sequence[str]) -> dict[str, int]:
    """The reports of an address, ``<unit>:<revision>``.

    Raises:
        Problem: 422 for what is none, and for more than are supposed at a time.
    """
    found: dict[str, int] = {}
    for text in texts[: MOST_REPORTS + 1]:
        region, _, revision = text.partition(":")
        if not (region and revision.isascii() and revision.isdigit() and len(revision) <= 5):
            raise Problem(422, "bad-report", "地址有误", detail="请从“审核”页重新选择报表")
        found[region] = int(revision)
    if len(texts) > MOST_REPORTS:
        raise Problem(422, "too-many-reports", f"一次至多预看 {MOST_REPORTS} 份报表")
    return found
