"""The check before a form is sent (核对), and the sending."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from fastapi import Request, Response

from services.intake.drafts.draft import DraftMoved
from services.intake.pages.filling.both import both_page, of_draft
from services.intake.pages.filling.done import not_taken, taken
from services.intake.pages.filling.sending import Sheets
from services.intake.pages.filling.sheet import TypedSheet
from services.intake.pages.filling.taking import take_typed, tried
from services.intake.pages.form_page import HERE
from services.intake.pages.render import Viewer
from services.intake.pages.site import Site, new_key, reading
from services.intake.pages.views.findings import ShownFinding, shown_findings
from services.intake.pages.views.typed.check import UNSAID, FormCheck, check_of, unsaid
from services.intake.pages.views.typed.report import write
from services.intake.reports.entry import Preview
from shared.web.problems import Problem

_FIELD_FAULT = 422
Faults = Mapping[str, tuple[str, ...]]


class Checking:
    """Nothing is reported before it was looked at: what is blank and owed is answered for, item by item."""

    def __init__(self, site: Site, sheets: Sheets) -> None:
        self._site = site
        self._sheets = sheets

    async def check(self, request: Request, region: str, period: str) -> Response:
        """What was typed is kept as the draft, and shown as it would be sent."""
        site = self._site
        viewer, sheet = await self._sheets.read(request, region, period)
        outcome = await reading(lambda: site.drafts.save(region, period, sheet.save()))
        if isinstance(outcome, DraftMoved):
            return await reading(partial(both_page, site, viewer, sheet, of_draft(sheet, outcome.draft)))
        return await self.look(request, viewer, sheet.having_seen(outcome.draft.version))

    async def look(self, request: Request, viewer: Viewer, sheet: TypedSheet) -> Response:
        """The check of what was typed, or was read of a file."""
        site = self._site
        written = write(await reading(lambda: site.desk.form(sheet.region, sheet.period)), sheet.fields)
        try:
            preview = await tried(site, request, viewer, sheet.fields, written)
        except Problem as problem:
            return await reading(partial(not_taken, site, viewer, sheet, written, problem))
        return await reading(partial(self._page, viewer, sheet, preview, {}, 200))

    async def send(self, request: Request, region: str, period: str) -> Response:
        """What was confirmed: reported, unless something is blank of which nobody has said why."""
        site = self._site
        viewer, sheet = await self._sheets.read(request, region, period)
        written = write(await reading(lambda: site.desk.form(region, sheet.period)), sheet.fields)
        try:
            preview = await tried(site, request, viewer, sheet.fields, written)
            if not preview.replayed and (names := unsaid(self.findings(preview))):
                faults = dict.fromkeys(names, (UNSAID,))
                return await reading(partial(self._page, viewer, sheet, preview, faults, _FIELD_FAULT))
            answer = await take_typed(site, request, viewer, sheet.fields, written)
        except Problem as problem:
            return await reading(partial(not_taken, site, viewer, sheet, written, problem))
        return await taken(site, sheet, answer)

    def findings(self, preview: Preview) -> list[ShownFinding]:
        """What would be found, as it is shown."""
        indicators = self._site.catalogue.indicators
        return shown_findings(preview.review, preview.explanations, preview.findings, indicators)

    def _page(self, viewer: Viewer, sheet: TypedSheet, preview: Preview, faults: Faults, status: int) -> Response:
        site, findings = self._site, self.findings(preview)
        shown, form = site.desk.to_check(sheet.region, sheet.period, preview.lines, findings)
        correcting = {"correcting": "1"} if "correcting" in sheet.fields else {}
        check = check_of(form, shown.rows, preview.lines, findings, sheet.typed | correcting, faults)
        return site.page(
            "check.html",
            viewer,
            HERE,
            _listed(check, faults),
            status,
            fault_title="没有报上：请先答复下列各条",
            report=shown,
            check=check,
            fields=sheet.typed,
            simulated=form.simulated,
            before_head=form.before_head,
            key=new_key(),
            page=sheet.page,
            drawn_from=form.drawn_from if sheet.drawn_from is None else sheet.drawn_from,
            draft=sheet.seen,
            signing=bool(correcting),
        )


def _listed(check: FormCheck, faults: Faults) -> list[tuple[str, str]]:
    """The summary, in the order of the page."""
    names = {each.blank.name: each.row.name for each in check.blanks if each.blank is not None}
    return [(name, f"{label}：{words}") for name, label in names.items() for words in faults.get(name, ())]
