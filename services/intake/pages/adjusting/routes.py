"""目标调整: the list of adjustments with what has become of them, and the forms to propose and to settle one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.intake.adjustments.asking import AdjustmentAsking
from services.intake.adjustments.documents import adjustment_answer
from services.intake.pages.adjusting.sending import LINES, approval_body, field_of, proposal_body, rejection_body
from services.intake.pages.render import Viewer
from services.intake.pages.site import Listed, Site, key_of, new_key, reading, see, told
from services.intake.reports.commands import Amend
from shared.catalogue.model import Plan
from shared.security.keys import Role
from shared.web.bodies.reading import invalid
from shared.web.forms import last_of
from shared.web.problems import Problem
from shared.web.requests import correlation_id

HERE = "/adjustments"

DONE = {
    "proposed": "已提出，待审查批准；批准并登记以前，目标不变。",
    "approved": "已登记批准，各行自施行月份起按新目标评判。",
    "rejected": "已登记不予调整，目标不变。",
}
"""What the list says after something was done, by the word in its address."""

_SEEN_BY = (Role.REVIEWER, Role.SIGNER, Role.OPS, Role.AUDITOR)
_ATTRIBUTES = (("", "不变"), ("binding", "约束性"), ("expected", "预期性"))
WORDS = {
    "binding": "约束性",
    "expected": "预期性",
    "at_least": "不低于",
    "more_than": "高于",
    "at_most": "不高于",
    "less_than": "低于",
}
"""What a row's attribute and bound are called."""


def router(site: Site, asking: AdjustmentAsking) -> APIRouter:
    """The routes."""
    routes, pages = APIRouter(include_in_schema=False), AdjustmentPages(site, asking)
    routes.get("/adjustments")(pages.listing)
    routes.post("/adjustments")(pages.propose)
    routes.post("/adjustments/{adjustment}/approval")(pages.approve)
    routes.post("/adjustments/{adjustment}/rejection")(pages.reject)
    return routes


class AdjustmentPages:
    """Each form is answered with the list to load again, or with the list, the form and what was wrong."""

    def __init__(self, site: Site, asking: AdjustmentAsking) -> None:
        self._site = site
        self._asking = asking

    async def listing(self, request: Request) -> Response:
        """Every adjustment that whoever asks may see, the latest first."""
        viewer = self._site.viewer(request, *_SEEN_BY)
        done = DONE.get(request.query_params.get("done", ""), "")
        plan = self._plan(viewer, request.query_params.get("plan", ""))
        return await reading(partial(self._page, viewer, plan, {}, done))

    async def propose(self, request: Request) -> Response:
        """A reviewer proposes to adjust rows of a plan."""
        site = self._site
        viewer, sent = await site.sent(request, Role.REVIEWER)
        fields = last_of(sent)
        plan = self._plan(viewer, fields.get("plan", ""))
        if plan is None:
            raise Problem(403, "region-not-yours", "当前的账号无权调整这个规划的目标")
        body, faults, lines = proposal_body(fields, plan)

        def make() -> Amend:
            if faults:
                raise invalid(faults, "请求内容有误")
            return self._asking.proposal(viewer.principal, body)

        try:
            await self._record(request, viewer, fields, f"{body}", make)
        except Problem as problem:
            listed = [(field_of(pointer, lines) if pointer else "", words) for pointer, words in told(problem)]
            return await reading(partial(self._page, viewer, plan, fields, "", listed, problem.status))
        return see(f"{HERE}?plan={plan.id}&done=proposed")

    async def approve(self, request: Request, adjustment: str) -> Response:
        """A second signer records that it was approved."""
        viewer, sent = await self._site.sent(request, Role.SIGNER)
        fields = last_of(sent)
        body = approval_body(fields)
        make = partial(self._asking.approval, viewer.principal, adjustment, body)
        return await self._settle(request, viewer, adjustment, fields, make, "approved")

    async def reject(self, request: Request, adjustment: str) -> Response:
        """It is recorded that there will be none."""
        viewer, sent = await self._site.sent(request, Role.SIGNER, Role.REVIEWER)
        fields = last_of(sent)
        make = partial(self._asking.rejection, viewer.principal, adjustment, rejection_body(fields))
        return await self._settle(request, viewer, adjustment, fields, make, "rejected")

    async def _settle(
        self,
        request: Request,
        viewer: Viewer,
        adjustment: str,
        fields: dict[str, str],
        make: Callable[[], Amend],
        done: str,
    ) -> Response:
        said = {name: text for name, text in fields.items() if name not in ("form_token", "key")}
        try:
            await self._record(request, viewer, fields, f"{done} {adjustment} {said}", make)
        except Problem as problem:
            if problem.code == "region-not-yours":
                raise
            places = ((pointer.strip("/"), words) for pointer, words in told(problem))
            listed = [(f"{place}-{adjustment}" if place else "", words) for place, words in places]
            settled = {**fields, "settled": adjustment}
            return await reading(partial(self._page, viewer, None, settled, "", listed, problem.status))
        return see(f"{HERE}?done={done}")

    async def _record(
        self, request: Request, viewer: Viewer, fields: dict[str, str], what: str, make: Callable[[], Amend]
    ) -> None:
        """Sent twice, it is recorded once: the second time it would be refused, as it is settled by then."""
        digest, sent = hashlib.sha256(what.encode()).hexdigest(), fields.get("key", "")
        try:
            command = await run_in_threadpool(make)
        except Problem as problem:
            if problem.status in (403, 404):
                raise
            if await run_in_threadpool(self._asking.recorded, viewer.principal, key_of(sent), digest):
                return
            raise
        key = key_of(sent)
        await self._site.submitting.ask(viewer.principal, key, digest, command, correlation_id(request))

    def _plan(self, viewer: Viewer, name: str) -> Plan | None:
        """The plan of that name, where the viewer may propose of it; without one the first that they may."""
        mine = self._mine(viewer)
        return next((each for each in mine if each.id == name), None if name or not mine else mine[0])

    def _mine(self, viewer: Viewer) -> list[Plan]:
        if viewer.principal.role is not Role.REVIEWER:
            return []
        inside = self._site.access.inside
        return [plan for plan in self._site.catalogue.plans.values() if inside(plan.region, viewer.principal.region)]

    def _page(
        self,
        viewer: Viewer,
        plan: Plan | None,
        fields: dict[str, str],
        done: str = "",
        listed: Listed | None = None,
        status: int = 200,
    ) -> Response:
        site = self._site
        found = sorted(self._asking.visible(viewer.principal), key=lambda each: -each.proposal.position)
        known = self._asking.targets_of(plan) if plan is not None else ()
        return site.page(
            "adjustments.html",
            viewer,
            HERE,
            listed,
            status,
            adjustments=[adjustment_answer(site.catalogue, each) for each in found],
            keys=[new_key() for _ in found],
            plan=plan,
            plans=self._mine(viewer),
            targets=known,
            lines=range(1, LINES + 1),
            attributes=_ATTRIBUTES,
            words=WORDS,
            fields=fields,
            wrong={field for field, _ in listed or ()},
            done=done,
            key=new_key(),
            own=viewer.principal.id,
        )
