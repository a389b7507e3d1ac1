"""The page 催报: who was reminded of a month, and whether it was delivered."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.alerts.pages.alerts import AlertsRenderer
from services.alerts.reading.visibility import Discretion
from services.alerts.reminders.message import STEP_NAMES
from services.alerts.reminders.reading import RemindersReading
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Role


def router(
    reading: RemindersReading, renderer: AlertsRenderer, access: Access, authentication: Authentication
) -> APIRouter:
    """For ops and auditors, the reviewers of an area about what lies in it, and a unit about itself."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/reminders")
    async def reminders(request: Request) -> Response:
        viewer = authentication.page(request, Role.REPORTER, Role.REVIEWER, Role.OPS, Role.AUDITOR)
        asked = request.query_params.get("period", "")
        month = await run_in_threadpool(reading.month, asked, lambda region: access.may_read(viewer, region))
        counts = Counter(each.step for each in month.reminders)
        tally = [(name, counts[step]) for step, name in STEP_NAMES.items()]
        return renderer.page(
            "reminders.html",
            here="/reminders",
            month=month,
            tally=tally,
            addresses=Discretion(access, viewer).reads_messages,
        )

    return routes
