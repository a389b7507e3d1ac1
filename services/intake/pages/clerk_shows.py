"""The clerk's pages, filled: a receipt, everybody's months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fastapi import Response

from services.intake.pages.form_page import HERE
from services.intake.pages.render import Viewer
from services.intake.pages.site import Site
from services.intake.pages.views.clerk.desk import STRIP_MONTHS
from services.intake.pages.views.clerk.shown import ReportView
from services.intake.pages.views.formats import instant_text
from services.intake.pages.views.month_strip import ASKED, MonthCell, StripReport, month_cell
from services.intake.pages.views.receipt import PrintedReceipt, receipt_layout
from services.intake.reports.standing import ReportRow
from services.intake.reports.state import ReportState
from shared.catalogue import Catalogue
from shared.catalogue.model import Letterhead
from shared.events import ReportCorrected
from shared.office.pdf.printing import MEDIA_TYPE
from shared.periods import CHINA, Month, from_microseconds, months
from shared.web.printed import printed_or_refused


def receipt_page(site: Site, viewer: Viewer, region: str, period: Month, wanted: int | None, new: bool) -> Response:
    """The receipt of a revision (None: the last one); ``new``: it was given just now."""
    shown = site.desk.report(region, period)
    number, recorded, event = site.desk.revision(shown.record, wanted)
    findings = site.desk.findings_in(region, event)
    rows = site.desk.plain_rows(region, period, event.lines)
    corrected = event if isinstance(event, ReportCorrected) else None
    return site.page(
        "receipt.html",
        viewer,
        HERE,
        report=shown,
        number=number,
        event=event,
        position=recorded.position,
        hash=recorded.hash,
        actor=recorded.actor,
        at=instant_text(recorded.recorded_at),
        timing=_timing(recorded.recorded_at, shown) if number == 1 and not shown.planless else "",
        signer=corrected.second_signer if corrected else "",
        reason=corrected.reason if corrected else "",
        rows=rows,
        findings=findings,
        open=sum(each.open for each in findings) if number == shown.cell.revision else 0,
        new=new,
    )


def receipt_file(site: Site, region: str, period: Month, wanted: int | None) -> Response:
    """The receipt as a printed document, signed where the office has a certificate: what was recorded then."""
    shown = site.desk.report(region, period)
    number, recorded, event = site.desk.revision(shown.record, wanted)
    corrected = event if isinstance(event, ReportCorrected) else None
    letterhead = letterhead_of(site.catalogue, region)
    receipt = PrintedReceipt(
        unit=shown.name,
        region=region,
        period=period.chinese,
        revision=number,
        at=instant_text(recorded.recorded_at),
        actor=recorded.actor,
        signer=corrected.second_signer if corrected else "",
        reason=corrected.reason if corrected else "",
        position=recorded.position,
        hash=recorded.hash,
        digest=event.digest,
        rows=site.desk.plain_rows(region, period, event.lines),
        day=from_microseconds(recorded.recorded_at).astimezone(CHINA).date(),
        issuer=letterhead.issuer if letterhead is not None else "",
        simulated=event.simulated,
    )
    paper = printed_or_refused(lambda: site.printing.document(receipt_layout(receipt), receipt.day))
    name = f"{region}-{period}-{number}-receipt.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(paper.data, 200, headers, MEDIA_TYPE)


def letterhead_of(catalogue: Catalogue, region: str) -> Letterhead | None:
    """How the office signs that takes a unit's reports: the nearest above it that has a letterhead."""
    letterheads = catalogue.office.letterheads
    above = catalogue.ancestors(region) if region in catalogue.regions else ()
    return next((letterheads[code] for code in above if code in letterheads), None)


def _timing(recorded_at: int, shown: ReportView) -> str:
    if shown.backfills:
        return "，补录"
    came: date = from_microseconds(recorded_at).astimezone(CHINA).date()
    late = (came - shown.cell.due).days
    return f"，迟报 {late} 天" if late > 0 else "，按时"


def units_page(site: Site, viewer: Viewer) -> Response:
    """Everybody's months, for those who see more than one unit."""
    area = viewer.principal.region
    last = site.bench.newest(area)
    shown = list(months(last.shift(1 - STRIP_MONTHS), last))
    units = site.bench.units(area, last)
    reported = site.records.rows(units, shown[0], last)
    rows = [
        {
            "region": unit,
            "name": site.owing.name(unit),
            "cells": [_cell(site, unit, each, reported.get((unit, str(each)))) for each in shown],
        }
        for unit in units
    ]
    name = site.owing.name(area) if area else "全部地区"
    return site.page("units.html", viewer, HERE, asked=ASKED, units=rows, periods=shown, name=name)


def _cell(site: Site, unit: str, period: Month, row: ReportRow | None) -> MonthCell:
    """One month of a unit, with what the rules still ask of it, as the unit's own page shows it."""
    state = ReportState(row.revision, row.status, row.accepted_revision) if row is not None else ReportState()
    backfills, owes, today = site.catalogue.backfills(unit, period), site.owing.owes(unit, period), site.owing.today()
    calendar = site.catalogue.calendar_of(unit)
    cell = month_cell(period, StripReport(state), owes, today, calendar, backfills=backfills)
    asks = row.standing if row is not None and row.status == "submitted" and not backfills else 0
    return replace(cell, asks=asks)
