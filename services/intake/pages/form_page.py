"""The form that is filled in, as a page: empty, with the last revision, with a draft, or with what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fastapi import Response

from services.intake.drafts.draft import NO_DRAFT, Draft
from services.intake.forms.layout import Form
from services.intake.pages.render import Viewer
from services.intake.pages.site import Listed, Site, new_key
from services.intake.pages.views.clerk.shown import ReportView
from services.intake.pages.views.formats import instant_text
from services.intake.pages.views.typed.fields import fields_of
from services.intake.pages.views.typed.placing import PlacedFaults
from services.intake.pages.views.typed.rows import TypedRow, typed_rows
from shared.periods import Month

HERE = "/reports"
"""Where the clerk's pages stand in the menu."""


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form as it came, and what was wrong with it; ``title`` says so. ``drawn_from`` and ``draft`` say what it goes
    on from: the revision, and the version of the draft (None: what stands now)."""

    region: str
    period: Month
    fields: Mapping[str, str]
    status: int = 422
    placed: PlacedFaults = field(default_factory=PlacedFaults)
    file_faults: tuple[str, ...] = ()
    marked: str = ""
    title: str = "没有报上：请按下列各条改正后再报"
    drawn_from: int | None = None
    draft: int | None = None


def blank_form(site: Site, viewer: Viewer, region: str, period: Month, done: str = "") -> Response:
    """The form before anything was sent: with the draft in it, where there is one, else with the last revision."""
    return _as_it_stands(site, viewer, SentForm(region, period, {}, 200), done)


def _as_it_stands(site: Site, viewer: Viewer, sent: SentForm, done: str = "") -> Response:
    """What ``sent`` brought along that was typed is nothing: the form holds what is kept of it."""
    shown, form = site.desk.to_fill_in(sent.region, sent.period)
    draft = site.drafts.of(sent.region, str(sent.period))
    kept, base = (fields_of(form), None) if draft.fields is None else (draft.fields, draft.base_revision)
    key = {name: text for name, text in sent.fields.items() if name == "key"}
    filled = replace(sent, fields={**kept, **key}, drawn_from=base, draft=None)
    return _page(site, viewer, shown, form, filled, draft, standing=form.standing, saved=draft, done=done)


def again(site: Site, viewer: Viewer, sent: SentForm) -> Response:
    """The form once more, with what was typed and every fault next to its field. With a file that could not be read
    nothing was typed: beside the reason stands the form as it was."""
    if sent.file_faults:
        return _as_it_stands(site, viewer, sent)
    shown, form = site.desk.to_fill_in(sent.region, sent.period)
    return _page(site, viewer, shown, form, sent, site.drafts.of(sent.region, str(sent.period)))


def _page(
    site: Site,
    viewer: Viewer,
    shown: ReportView,
    form: Form,
    sent: SentForm,
    draft: Draft,
    *,
    standing: str = "",
    saved: Draft = NO_DRAFT,
    done: str = "",
) -> Response:
    rows = typed_rows(form, site.catalogue.indicators, sent.fields, sent.placed, shown.findings)
    drawn_from = form.drawn_from if sent.drawn_from is None else sent.drawn_from
    return site.page(
        "form.html",
        viewer,
        HERE,
        _listed(rows, sent),
        sent.status,
        fault_title=sent.title,
        report=shown,
        rows=rows,
        fields=sent.fields,
        placed=sent.placed,
        findings=shown.findings,
        simulated=form.simulated,
        key=sent.fields.get("key", "") if sent.status == 503 else new_key(),
        standing=standing,
        before_head=form.before_head,
        marked=sent.marked,
        file_faults=sent.file_faults,
        drawn_from=drawn_from,
        revision=form.drawn_from,
        draft=draft.version if sent.draft is None else sent.draft,
        saved=saved if saved.stands else None,
        saved_at=instant_text(saved.saved_at)[:-3],
        done=done,
    )


def _listed(rows: Sequence[TypedRow], sent: SentForm) -> Listed:
    """The summary, in the order of the page."""
    found: Listed = [("", words) for words in sent.placed.whole] + [("file", words) for words in sent.file_faults]
    names = [(each.name, row.name) for row in rows for each in row.fields]
    names += [(name, "") for name in ("note", "reason", "evidence")]
    for name, label in names:
        for words in sent.placed.fields.get(name, ()):
            found.append((name, words if not label or label in words else f"{label}：{words}"))
    return found
