"""Two versions of one form on one page: what stands by now, and what somebody was about to put in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Response

from services.intake.drafts.draft import Draft, DraftMoved
from services.intake.pages.filling.sheet import TypedSheet
from services.intake.pages.form_page import HERE
from services.intake.pages.render import Viewer
from services.intake.pages.site import Site
from services.intake.pages.views.formats import instant_text
from services.intake.pages.views.typed.beside import beside
from services.intake.pages.views.typed.fields import fields_of

_CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Theirs:
    """What stands by now: its fields, what it is, who made it and when. ``drawn_from`` and ``draft`` are what a form
    that is drawn of it goes on from; ``drafted``: it is a draft, no revision."""

    fields: Mapping[str, str]
    what: str
    actor: str
    at: str
    drawn_from: int
    draft: int
    drafted: bool = False


def of_draft(sheet: TypedSheet, draft: Draft) -> Theirs:
    """What somebody else has saved since; the revision that the sender's own form stands on stays what it was."""
    fields, at = draft.fields or {}, instant_text(draft.saved_at)[:-3]
    return Theirs(fields, "暂存", draft.saved_by, at, sheet.drawn_from or 0, draft.version, drafted=True)


def of_report(site: Site, sheet: TypedSheet, draft: int) -> Theirs:
    """The revision that stands by now; ``draft`` is the version of the draft that the sender has seen."""
    shown, form = site.desk.to_fill_in(sheet.region, sheet.period)
    made = shown.record.revisions
    if not made:
        return Theirs({}, "空表", "", "", 0, draft)
    recorded, _ = made[-1]
    what = f"第{len(made)}版（{shown.cell.look.word}）"
    return Theirs(fields_of(form), what, recorded.actor, instant_text(recorded.recorded_at)[:-3], len(made), draft)


def both_page(
    site: Site, viewer: Viewer, sheet: TypedSheet, theirs: Theirs, status: int = _CONFLICT, *, sent: bool = False
) -> Response:
    """The page on which one chooses; ``sent``: it was to be reported, and was not."""
    shown, form = site.desk.to_fill_in(sheet.region, sheet.period)
    mine = sheet.typed
    return site.page(
        "both.html",
        viewer,
        HERE,
        status=status,
        report=shown,
        simulated=form.simulated,
        differing=beside(form, mine, theirs.fields),
        mine=mine,
        theirs=theirs,
        sent=sent,
    )


def kept_beside(site: Site, viewer: Viewer, sheet: TypedSheet) -> Response:
    """What was to be reported and was not, since the report has moved on: kept as a draft, and beside what stands."""
    outcome = site.drafts.save(sheet.region, str(sheet.period), sheet.save())
    if isinstance(outcome, DraftMoved):
        theirs = of_draft(sheet, outcome.draft)
    else:
        theirs = of_report(site, sheet, outcome.draft.version)
    return both_page(site, viewer, sheet, theirs, sent=True)
