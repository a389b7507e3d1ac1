"""Forms out and in: what the routes and the pages call."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from starlette.concurrency import run_in_threadpool

from services.intake.faults import Fault
from services.intake.forms.draw import draw_form
from services.intake.forms.fault_cells import asked_of, cell_faults, cell_of_indicator, explanation_cell
from services.intake.forms.faults import CellFault, FormRefused, at
from services.intake.forms.layout import NOTHING_EARLIER, Comparison, Earlier, Form, FormRow, form_of
from services.intake.forms.marked_copy import marked_copy
from services.intake.forms.read import Filled, read_form
from services.intake.forms.upload import NO_EXTRAS, Extras
from services.intake.queries.reports import Document, Reading
from services.intake.reports.commands import Answer
from services.intake.reports.submitting import Entry, Submitting
from services.intake.submission.parse import Correction, Parsed, Submission, wording_faults
from services.intake.units.rulebook import Rulebook
from shared.catalogue.model import Kind
from shared.periods import Month
from shared.security.access import not_yours
from shared.security.keys import Principal
from shared.web import problems as web

_IN_CELL = "cell:"
"""Begins the pointer of a fault that was found while the file was read: the cell follows."""

_STANDING = ("submitted", "accepted")


class Sender(NamedTuple):
    """Who sends a form in; ``signer`` is the id of the key that signed as the second person ('' nobody)."""

    principal: Principal
    correlation_id: str
    signer: str = ""


class Forms:
    """Draws each unit's form, and takes it back by the same way as any other report."""

    def __init__(self, rulebook: Rulebook, reading: Reading, submitting: Submitting) -> None:
        self._rulebook = rulebook
        self._reading = reading
        self._submitting = submitting

    async def blank(self, region: str, period: str) -> bytes:
        """The form to be filled in, with last month's and last year's figures for comparison.

        Raises:
            Problem: 422 for a month that cannot be read, 404 for a region that reports nothing.
        """
        form = await run_in_threadpool(self.form, region, period)
        return await run_in_threadpool(draw_form, form)

    def form(self, region: str, period: str, *, compared: bool = True) -> Form:
        """The form of a unit's month; call it in a thread when it is to be ``compared`` with earlier months.

        Raises:
            Problem: as :meth:`blank`.
        """
        try:
            month = Month.parse(period)
        except ValueError as error:
            fault = web.Fault("bad-period", "period", str(error))
            raise web.Problem(422, "parameters-invalid", "请求参数有误", faults=[fault]) from None
        form = form_of(self._rulebook, region, month, self._earlier(region, month) if compared else NOTHING_EARLIER)
        if form is None:
            unit = self._rulebook.unit(region)
            why = f"没有代码为“{region[:20]}”的地区"
            if unit is not None:
                why = f"{unit.region.name}{month.chinese}没有应报的指标"
            raise web.Problem(404, "form-not-found", "没有这张报表", detail=why)
        return form

    async def submit(
        self, sender: Sender, key: str, region: str, period: str, raw: bytes, extras: Extras = NO_EXTRAS
    ) -> Answer:
        """Take a filled-in form as the unit's report; ``key`` is the idempotency key as the client gave it.

        Raises:
            Problem: the file is no such form, or it has faults: each with its cell as the pointer;
                otherwise as a posted report.
        """
        form, filled = await self._read(sender.principal, region, period, raw)
        entry = _entry(sender, key, raw, filled, extras)
        try:
            answer = await self._submitting.counted(self._submitting.enter(entry))
        except web.Problem as problem:
            raise _by_cell(problem, form, filled.rows) from None
        return Answer(_with_cells(answer.body, form), answer.replayed)

    async def check(
        self, sender: Sender, region: str, period: str, raw: bytes, extras: Extras = NO_EXTRAS
    ) -> list[CellFault]:
        """Everything that a filled-in form would be refused for, and what its receipt would ask. Stores nothing.

        Raises:
            Problem: the file is no such form, or the question could not be answered.
        """
        form, filled = await self._read(sender.principal, region, period, raw)
        key = f"check:{hashlib.sha256(raw).hexdigest()}"
        try:
            preview = await self._submitting.preview(_entry(sender, key, raw, filled, extras))
        except web.Problem as problem:
            if problem.status not in (409, 422):
                raise
            if not problem.faults:
                return [at(form.reason_cell, problem.code, problem.title)]
            told = [Fault(each.code, each.pointer, each.message) for each in problem.faults]
            return _located(told, form, filled.rows)
        missing = [
            at(cell_of_indicator(each.indicator, form), each.code, each.message, ask=True) for each in preview.findings
        ]
        return missing + asked_of(preview.review, preview.explanations, form)

    async def marked(self, sender: Sender, region: str, period: str, raw: bytes, extras: Extras = NO_EXTRAS) -> bytes:
        """The filled-in form with everything that :meth:`check` finds marked in it. Stores nothing.

        Raises:
            Problem: as :meth:`check`.
        """
        return await run_in_threadpool(marked_copy, raw, await self.check(sender, region, period, raw, extras))

    async def _read(self, principal: Principal, region: str, period: str, raw: bytes) -> tuple[Form, Filled]:
        if region != principal.region:
            raise not_yours()
        form = self.form(region, period, compared=False)
        try:
            return form, await run_in_threadpool(read_form, raw, form)
        except FormRefused as refused:
            raise web.Problem(refused.status, refused.code, refused.title, detail=refused.detail) from refused

    def _earlier(self, region: str, period: Month) -> Comparison:
        """The figures of the reports before: of a quarter's figure that is three months back."""
        indicators = self._rulebook.catalogue.indicators
        spans = {each: indicators[each].frequency.months for each in self._rulebook.due(region, period)}
        reports = {months: self._reported(region, period.shift(-months)) for months in {*spans.values(), 12}}
        figures = {months: self._figures(report) for months, report in reports.items()}
        before = {each: figures[months][each] for each, months in spans.items() if each in figures[months]}
        simulated = any(report is not None and report["simulated"] for report in reports.values())
        return Comparison(before, figures[12], simulated)

    def _reported(self, region: str, period: Month) -> Document | None:
        found = self._reading.report(region, str(period))
        return found if found is not None and found["status"] in _STANDING else None

    def _figures(self, report: Document | None) -> dict[str, Earlier]:
        indicators = self._rulebook.catalogue.indicators
        return {
            line["indicator"]: Earlier(line["numerator"], line["denominator"], line["basis"])
            if indicators[line["indicator"]].kind is Kind.RATIO
            else Earlier(line["value"], None, line["basis"])
            for line in (report["lines"] if report else ())
            if line["indicator"] in indicators
        }


def _entry(sender: Sender, key: str, raw: bytes, filled: Filled, extras: Extras) -> Entry:
    submission = _with_extras(filled.submission, extras)
    faults = [Fault(each.code, _IN_CELL + each.cell, each.message) for each in filled.faults]
    digest = hashlib.sha256(raw)
    if extras != NO_EXTRAS:
        digest.update(b"\n" + msgspec.json.encode(extras))
    parsed = Parsed(submission, [*faults, *wording_faults(submission)], filled.broken)
    actor = sender.principal.id
    return Entry(actor, f"{actor}:{key}", digest.hexdigest(), parsed, sender.correlation_id, sender.signer)


def _with_extras(submission: Submission, extras: Extras) -> Submission:
    given = submission.correction or Correction("")
    reason, evidence = extras.reason or given.reason, extras.evidence or given.evidence
    return msgspec.structs.replace(
        submission,
        note=extras.note or submission.note,
        simulated=extras.simulated or submission.simulated,
        correction=Correction(reason, evidence) if reason or evidence else None,
    )


def _by_cell(problem: web.Problem, form: Form, rows: Sequence[FormRow]) -> web.Problem:
    """The same problem with every fault at its cell."""
    located = _located([Fault(each.code, each.pointer, each.message) for each in problem.faults], form, rows)
    faults = [web.Fault(each.code, each.cell, each.message) for each in located]
    return web.Problem(
        problem.status,
        problem.code,
        problem.title,
        detail=problem.detail,
        faults=faults,
        headers=problem.headers,
        **problem.extra,
    )


def _located(faults: Sequence[Fault], form: Form, rows: Sequence[FormRow]) -> list[CellFault]:
    found = []
    for each in faults:
        if each.pointer.startswith(_IN_CELL):
            found.append(CellFault(each.code, each.pointer.removeprefix(_IN_CELL), each.message))
        else:
            found += cell_faults([each], form, rows)
    return found


def _with_cells(body: bytes, form: Form) -> bytes:
    """The receipt with the cell of each finding, and the one in which it is explained."""
    document: dict[str, Any] = msgspec.json.decode(body)
    receipt = document["receipt"]
    for finding in (*receipt.get("findings", ()), *receipt.get("review", ())):
        if cell := cell_of_indicator(finding.get("indicator", ""), form):
            finding["cell"] = cell
            if finding.get("action") == "query":
                finding["explain_in"] = explanation_cell(finding["indicator"], form)
    return msgspec.json.encode(document)
