"""Drafts on the pages: kept, given up, and chosen of two."""

from __future__ import annotations

from functools import partial

from fastapi import Request, Response

from services.intake.drafts.draft import DraftMoved, Drop
from services.intake.pages.filling.both import both_page, of_draft, of_report
from services.intake.pages.filling.sending import Sheets
from services.intake.pages.filling.sheet import TypedSheet
from services.intake.pages.render import Viewer
from services.intake.pages.site import Site, reading, see
from services.intake.pages.views.formats import instant_text
from services.intake.pages.views.typed.beside import MINE, THEIRS, chosen
from shared.security.keys import Role
from shared.web.problems import json_response

_THEIRS = "theirs-"
_PICK = "pick-"


class Drafting:
    """Nothing here reports anything."""

    def __init__(self, site: Site, sheets: Sheets) -> None:
        self._site = site
        self._sheets = sheets

    async def save(self, request: Request, region: str, period: str) -> Response:
        """Keep what was typed: to be read on by the page itself, or by a script that asks for JSON."""
        viewer, sheet = await self._sheets.read(request, region, period)
        outcome = await reading(lambda: self._site.drafts.save(region, period, sheet.save()))
        draft, moved = outcome.draft, isinstance(outcome, DraftMoved)
        if "application/json" in request.headers.get("accept", ""):
            at = instant_text(draft.saved_at)
            told = {"moved": moved, "version": draft.version, "saved_by": draft.saved_by, "saved_at": at[11:16]}
            return json_response(told, 409 if moved else 200)
        if moved:
            theirs = of_draft(sheet, draft)
            return await reading(partial(both_page, self._site, viewer, sheet, theirs))
        return see(f"/reports/{region}/{period}/form?done=saved")

    async def give_up(self, request: Request, region: str, period: str) -> Response:
        """Let the draft go: the form is what was reported again."""
        _, sheet = await self._sheets.read(request, region, period)
        outcome = await reading(lambda: self._site.drafts.drop(region, period, Drop(sheet.seen)))
        if isinstance(outcome, DraftMoved):
            return see(f"/reports/{region}/{period}/form")
        return see(f"/reports/{region}/{period}/form?done=given-up")

    async def show_both(self, request: Request, region: str, period: str) -> Response:
        """A draft beside the revision that has come since it was begun."""
        site = self._site
        viewer = site.viewer(request, Role.REPORTER)
        site.access.require_read(viewer.principal, region)
        wanted = self._sheets.month(period)
        draft = await reading(lambda: site.drafts.of(region, period))
        if not draft.stands:
            return see(f"/reports/{region}/{period}/form")
        facts = {"drawn_from": str(draft.base_revision), "draft": str(draft.version)}
        sheet = TypedSheet(region, wanted, viewer.principal.id, dict(draft.fields or {}) | facts)
        theirs = await reading(lambda: of_report(site, sheet, draft.version))
        return await reading(partial(both_page, site, viewer, sheet, theirs, 200))

    async def choose(self, request: Request, region: str, period: str) -> Response:
        """What was chosen of two becomes the draft, drawn from what stands by now."""
        viewer, sheet = await self._sheets.read(request, region, period)
        return await reading(partial(self._chosen, viewer, sheet))

    def _chosen(self, viewer: Viewer, sheet: TypedSheet) -> Response:
        site, region, period = self._site, sheet.region, str(sheet.period)
        theirs = _begun(sheet, _THEIRS)
        whole = sheet.fields.get("choice", "")
        if whole == THEIRS and sheet.fields.get("drafted") != "1":
            outcome = site.drafts.drop(region, period, Drop(sheet.seen))
        else:
            form = site.desk.form(region, sheet.period)
            whole = whole if whole in (MINE, THEIRS) else ""
            fields = chosen(form, sheet.typed, theirs, _begun(sheet, _PICK), whole)
            outcome = site.drafts.save(region, period, sheet.save(fields))
        if isinstance(outcome, DraftMoved):
            return both_page(site, viewer, sheet, of_draft(sheet, outcome.draft))
        return see(f"/reports/{region}/{period}/form?done=chosen")


def _begun(sheet: TypedSheet, prefix: str) -> dict[str, str]:
    """The fields whose name begins so, without it."""
    return {name.removeprefix(prefix): text for name, text in sheet.fields.items() if name.startswith(prefix)}
