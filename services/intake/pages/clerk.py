"""What the clerk looks at: my months, a report with its history, the form, the receipt."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request, Response

from services.intake.pages.render import Viewer
from services.intake.pages.site import Site, month, month_or, new_key, reading, see
from services.intake.pages.views import typed_form as typed
from services.intake.pages.views.clerk import STRIP_MONTHS
from services.intake.pages.views.formats import instant_text
from services.intake.pages.views.month_strip import Reported, State, month_cell
from services.intake.reports.state import ReportState
from shared.events import ReportCorrected
from shared.periods import CHINA, Month, due_day, from_microseconds, months
from shared.security.keys import Role

HERE = "/reports"
DONE = {"withdrawn": "已撤回。修改后可以重新报送。"}
"""What a page says after something was done, by the word in its address."""


def add_reporting(routes: APIRouter, site: Site) -> None:
    """The routes that only read."""

    @routes.get("/reports")
    async def reports(request: Request) -> Response:
        viewer = site.viewer(request)
        principal = viewer.principal
        region = request.query_params.get("region") or (principal.region if principal.role is Role.REPORTER else "")
        if not region:
            return await reading(lambda: _units(site, viewer))
        site.access.require_read(principal, region)
        first, last = await reading(lambda: site.desk.span(region))
        chosen = month_or(request.query_params.get("to"), last)
        shown = await reading(lambda: site.desk.months(region, max(chosen, first)))
        return site.page("months.html", viewer, HERE, months=shown)

    @routes.get("/reports/{region}/{period}")
    async def report(request: Request, region: str, period: str) -> Response:
        viewer = _reader(site, request, region)
        shown = await reading(lambda: site.desk.report(region, month(period)))
        done = DONE.get(request.query_params.get("done", ""), "")
        fields = {"reason": "", "reason_faults": ()}
        return site.page("report.html", viewer, HERE, report=shown, done=done, key=new_key(), fields=fields)

    @routes.get("/reports/{region}/{period}/form")
    async def form(request: Request, region: str, period: str) -> Response:
        viewer = site.viewer(request, Role.REPORTER)
        site.access.require_read(viewer.principal, region)
        return await reading(lambda: blank_form(site, viewer, region, month(period)))

    @routes.get("/reports/{region}/{period}/receipt")
    async def receipt(request: Request, region: str, period: str) -> Response:
        viewer = _reader(site, request, region)
        wanted = request.query_params.get("revision", "")
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else None
        new = request.query_params.get("new") == "1"
        return await reading(lambda: _receipt(site, viewer, region, month(period), number, new))

    @routes.get("/reports/{region}")
    async def unit(region: str) -> Response:
        return see(f"/reports?region={region}" if region.isalnum() else "/reports")


def _reader(site: Site, request: Request, region: str) -> Viewer:
    viewer = site.viewer(request)
    site.access.require_read(viewer.principal, region)
    return viewer


def blank_form(site: Site, viewer: Viewer, region: str, period: Month) -> Response:
    """The form before anything was sent: with the last revision's figures, where there is one."""
    shown = site.desk.report(region, period)
    made = shown.record.revisions
    form = site.desk.form(region, period)
    fields = {}
    if made:
        event = made[-1][1]
        said = {each.indicator: each.text for each in event.explanations}
        fields = typed.fields_of(form, event.lines, said) | {"note": event.note}
    rows = typed.typed_rows(form, site.catalogue.indicators, fields, typed.Placed(), shown.findings)
    return site.page(
        "form.html",
        viewer,
        HERE,
        report=shown,
        rows=rows,
        fields=fields,
        placed=typed.Placed(),
        findings=shown.findings,
        simulated=form.simulated,
        key=new_key(),
        marked="",
        file_faults=(),
    )


def _receipt(site: Site, viewer: Viewer, region: str, period: Month, wanted: int | None, new: bool) -> Response:
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
        timing=_timing(recorded.recorded_at, period) if number == 1 else "",
        signer=corrected.second_signer if corrected else "",
        reason=corrected.reason if corrected else "",
        rows=rows,
        findings=findings,
        open=sum(each.open for each in findings) if number == shown.cell.revision else 0,
        new=new,
    )


def _timing(recorded_at: int, period: Month) -> str:
    came: date = from_microseconds(recorded_at).astimezone(CHINA).date()
    late = (came - due_day(period)).days
    return f"，迟报 {late} 天" if late > 0 else "，按时"


def _units(site: Site, viewer: Viewer) -> Response:
    """Everybody's months, for those who see more than one unit."""
    area = viewer.principal.region
    last = site.bench.newest(area)
    shown = list(months(last.shift(1 - STRIP_MONTHS), last))
    units = site.bench.units(area, last)
    statuses = site.records.statuses(units, shown[0], last)
    rows = [
        {
            "region": unit,
            "name": site.desk.name(unit),
            "states": [(each, _state(site, unit, each, statuses.get((unit, str(each))))) for each in shown],
        }
        for unit in units
    ]
    name = site.desk.name(area) if area else "全部地区"
    return site.page("units.html", viewer, HERE, units=rows, periods=shown, name=name)


def _state(site: Site, unit: str, period: Month, state: ReportState | None) -> State:
    return month_cell(period, Reported(state or ReportState()), site.desk.owes(unit, period), site.desk.today()).state
