"""The list of corrections that wait for a second signer, and what is done with them."""

from __future__ import annotations

import hashlib
from functools import partial

from fastapi import APIRouter, Request, Response

from services.intake.pages.render import Viewer
from services.intake.pages.site import Listed, Site, key_of, month, new_key, number, reading, see, told
from services.intake.pages.views.proposals import waiting_proposal
from services.intake.reports.proposals.decide import Settlement, SettleProposal
from services.intake.submission.parse import LONGEST_NOTE
from shared.periods import Month
from shared.security.keys import Role
from shared.web.forms import last_of
from shared.web.problems import Problem
from shared.web.requests import correlation_id

HERE = "/signatures"

DONE = {"signed": "已签字，更正已入库，待审核。", "declined": "已退回报送单位，理由显示在其页面上。"}
"""What the list says after something was done, by the word in its address."""


def router(site: Site) -> APIRouter:
    """The signer's pages, and the unit's way to take a correction back."""
    routes, pages = APIRouter(include_in_schema=False), SigningPages(site)
    routes.get("/signatures")(pages.waiting)
    routes.post("/signatures/{region}/{period}")(pages.settle)
    routes.post("/reports/{region}/{period}/proposal")(pages.take_back)
    return routes


class SigningPages:
    """Each form is answered with a page to load again, or with the list and what was wrong."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def waiting(self, request: Request) -> Response:
        """What waits for whoever signs for its region."""
        viewer = self._site.viewer(request, Role.SIGNER)
        done = DONE.get(request.query_params.get("done", ""), "")
        return await reading(partial(self._page, viewer, done))

    def _page(self, viewer: Viewer, done: str = "", listed: Listed | None = None, status: int = 200) -> Response:
        site = self._site
        records = site.records.proposals(site.access.readable(viewer.principal))
        shown = [waiting_proposal(record, site.catalogue.indicators) for record in records]
        waits = [(each, site.owing.name(each.region), new_key()) for each in shown if each is not None]
        title = "没有办成"
        content = {"waits": waits, "done": done, "fault_title": title, "own": viewer.principal.id}
        return site.page("signatures.html", viewer, HERE, listed, status, **content)

    async def settle(self, request: Request, region: str, period: str) -> Response:
        """A second signer signs, or does not and says why."""
        site, wanted = self._site, month(period)
        principal = site.authentication.signed_in(request, Role.SIGNER)
        site.access.require_read(principal, region)
        viewer, sent = await site.sent(request, Role.SIGNER)
        fields = last_of(sent)
        signs = fields.get("choice") == "sign"
        try:
            await self._ask(request, viewer, region, wanted, fields, "sign" if signs else "decline")
        except Problem as problem:
            listed = [("", words) for _, words in told(problem)]
            return await reading(partial(self._page, viewer, "", listed, problem.status))
        return see(f"{HERE}?done={'signed' if signs else 'declined'}")

    async def take_back(self, request: Request, region: str, period: str) -> Response:
        """The unit no longer asks for the correction; where it is settled by now, its page says how."""
        site, wanted = self._site, month(period)
        principal = site.authentication.signed_in(request, Role.REPORTER)
        site.access.require_read(principal, region)
        viewer, sent = await site.sent(request, Role.REPORTER)
        try:
            await self._ask(request, viewer, region, wanted, last_of(sent), "take-back")
        except Problem as problem:
            told(problem)
            return see(f"/reports/{region}/{wanted}?done=proposal-settled")
        return see(f"/reports/{region}/{wanted}?done=proposal-taken-back")

    async def _ask(
        self, request: Request, viewer: Viewer, region: str, period: Month, fields: dict[str, str], what: Settlement
    ) -> None:
        known, reason = number(fields.get("proposal", "")) or 0, fields.get("reason", "")[:LONGEST_NOTE]
        command = SettleProposal(region, str(period), known, what, reason if what == "decline" else "")
        digest = hashlib.sha256(f"proposal\n{command}".encode()).hexdigest()
        submitting, key = self._site.submitting, key_of(fields.get("key", ""))
        asked = (viewer.principal, key, digest, command, correlation_id(request))
        if what != "sign":
            await submitting.ask(*asked)
            return
        record = await reading(partial(self._site.records.one, region, period))
        proposed = record.state.proposed if record.state.proposals == known else None
        await submitting.sign(*asked, proposed)
