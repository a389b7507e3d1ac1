"""Forms out and in: what the routes and the pages call."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import structlog
from starlette.concurrency import run_in_threadpool

from services.intake.faults import ReportFault
from services.intake.forms.arranging import form_of
from services.intake.forms.cell_answers import by_cell, located, with_cells
from services.intake.forms.earlier import comparison, first_compared
from services.intake.forms.entry import FormSender, form_entry
from services.intake.forms.fault_cells import asked_of, cell_of_indicator
from services.intake.forms.faults import CellFault, FormRefused, at
from services.intake.forms.last_report import last_report
from services.intake.forms.layout import Form
from services.intake.forms.reading.read import Filled, read_form
from services.intake.forms.upload import NO_EXTRAS, Extras
from services.intake.queries.reports import ReportReading
from services.intake.reports.commands import CommandAnswer
from services.intake.reports.entry import Entry, Preview
from services.intake.reports.submitting import Submitting
from services.intake.units.rulebook import Rulebook
from shared.periods import Month
from shared.security.access import not_yours
from shared.web import problems as web
from shared.web.long_work import LongWork


class ReadForm(NamedTuple):
    """A filled-in form, and the report that it makes."""

    filled: Filled
    entry: Entry


class Forms:
    """Draws each unit's form, and takes it back by the same way as any other report."""

    def __init__(self, rulebook: Rulebook, reading: ReportReading, submitting: Submitting, work: LongWork) -> None:
        self._rulebook = rulebook
        self._reading = reading
        self._submitting = submitting
        self._work = work

    async def blank(self, region: str, period: str) -> bytes:
        """The form to be filled in, with the last revision that was reported (if any) in it, and the figures of the
        period before and of last year for comparison.

        Raises:
            Problem: 422 for a month that cannot be read, 404 for a region that reports nothing.
        """
        form = await run_in_threadpool(self.filled_form, region, period)
        return await run_in_threadpool(_draw, form)

    def filled_form(self, region: str, period: str) -> Form:
        """The form of a unit's month with all that is known of it; call it in a thread.

        Raises:
            Problem: as :meth:`blank`.
        """
        month = self.form(region, period).period
        before = self._reading.standing(region, first_compared(month), month.shift(-1))
        events, closed = self._reading.events(region, period)
        compared = comparison(self._rulebook, region, month, before)
        whole = form_of(self._rulebook, region, month, compared, last_report(events), closed)
        assert whole is not None
        return whole

    def form(self, region: str, period: str) -> Form:
        """The form of a unit's month as it is laid out, with nothing in it.

        Raises:
            Problem: as :meth:`blank`.
        """
        try:
            month = Month.parse(period)
        except ValueError as error:
            fault = web.Fault("bad-period", "period", str(error))
            raise web.Problem(422, "parameters-invalid", "请求参数有误", faults=[fault]) from None
        form = None if self._rulebook.nobodys(region, month) else form_of(self._rulebook, region, month)
        if form is None:
            unit = self._rulebook.unit(region)
            why = f"没有代码为“{region[:20]}”的地区"
            if unit is not None:
                gone = self._rulebook.nobodys(region, month)
                why = f"{unit.region.name}{'在' if gone else ''}{month.chinese}{'不存在' if gone else '没有应报的指标'}"
            raise web.Problem(404, "form-not-found", "没有这张报表", detail=why)
        return form

    async def submit(
        self, sender: FormSender, key: str, region: str, period: str, raw: bytes, extras: Extras = NO_EXTRAS
    ) -> CommandAnswer:
        """Take a filled-in form as the unit's report; ``key`` is the idempotency key as the client gave it.

        Raises:
            Problem: the file is no such form, or it has faults: each with its cell as the pointer;
                otherwise as a posted report.
        """
        return await self.enter(await self.read(sender, key, region, period, raw, extras))

    async def read(
        self, sender: FormSender, key: str, region: str, period: str, raw: bytes, extras: Extras = NO_EXTRAS
    ) -> ReadForm:
        """A filled-in form as the report that it makes, right or wrong.

        Raises:
            Problem: the file is no such form.
        """
        filled = await self._read(sender, region, period, raw)
        ground = await run_in_threadpool(self._ground, sender, region, period, filled.filled_with)
        return ReadForm(filled, form_entry(sender._replace(drawn_from=ground), key, raw, filled, extras))

    async def preview(self, read: ReadForm) -> Preview:
        """What would become of a form that was read. Stores nothing.

        Raises:
            Problem: as :meth:`submit`.
        """
        try:
            return await self._submitting.preview(read.entry)
        except web.Problem as problem:
            raise by_cell(problem, read.filled.form, read.filled.rows) from None

    async def enter(self, read: ReadForm) -> CommandAnswer:
        """Take a form that was read.

        Raises:
            Problem: as :meth:`submit`.
        """
        form = read.filled.form
        try:
            answer = await self._submitting.counted(self._submitting.enter(read.entry))
        except web.Problem as problem:
            raise by_cell(problem, form, read.filled.rows) from None
        return answer if answer.proposed else CommandAnswer(with_cells(answer.body, form), answer.replayed)

    async def check(
        self, sender: FormSender, region: str, period: str, raw: bytes, extras: Extras = NO_EXTRAS
    ) -> list[CellFault]:
        """Everything that a filled-in form would be refused for, and what its receipt would ask. Stores nothing.

        Raises:
            Problem: the file is no such form, or the question could not be answered.
        """
        filled = await self._read(sender, region, period, raw)
        form = filled.form
        key = f"check:{hashlib.sha256(raw).hexdigest()}"
        try:
            preview = await self._submitting.preview(form_entry(sender, key, raw, filled, extras))
        except web.Problem as problem:
            if problem.status not in (409, 422):
                raise
            if not problem.faults:
                return [at(form.reason_cell, problem.code, problem.title)]
            told = [ReportFault(each.code, each.pointer, each.message) for each in problem.faults]
            return located(told, form, filled.rows)
        missing = [
            at(cell_of_indicator(each.indicator, form), each.code, each.message, ask=True) for each in preview.findings
        ]
        return missing + asked_of(preview.review, preview.explanations, form)

    async def marked(
        self, sender: FormSender, region: str, period: str, raw: bytes, extras: Extras = NO_EXTRAS
    ) -> bytes:
        """The filled-in form with everything that :meth:`check` finds marked in it. Stores nothing.

        Raises:
            Problem: as :meth:`check`.
        """
        found = await self.check(sender, region, period, raw, extras)
        try:
            return await self._work.run(partial(_marked, raw, found), sender.left)
        except FormRefused as refused:
            raise _logged(refused, region, period, raw) from refused

    def _ground(self, sender: FormSender, region: str, period: str, filled_with: int | None) -> int | None:
        """Which revision a file is a change of, for a sender who says what they saw.

        A clerk mends one file again and again, and their own revisions lie between: the file stands on what they saw.
        Where somebody else has reported since it was issued, it stands on the revision that it was issued with.
        """
        if sender.drawn_from is None or filled_with is None or filled_with >= sender.drawn_from:
            return sender.drawn_from
        later = self._reading.senders(region, period)[filled_with : sender.drawn_from]
        return sender.drawn_from if all(each == sender.principal.id for each in later) else filled_with

    async def _read(self, sender: FormSender, region: str, period: str, raw: bytes) -> Filled:
        if region != sender.principal.region:
            raise not_yours()
        form = self.form(region, period)
        try:
            return await self._work.run(partial(read_form, raw, form), sender.left)
        except FormRefused as refused:
            raise _logged(refused, region, period, raw) from refused


def _logged(refused: FormRefused, region: str, period: str, raw: bytes) -> web.Problem:
    """A file that could not be read, or not be marked, as a problem; what it was stands in the log."""
    structlog.get_logger().warning(
        "form not read",
        region=region,
        period=period,
        code=refused.code,
        detail=refused.detail,
        cause="" if refused.__cause__ is None else repr(refused.__cause__),
        size=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    return web.Problem(refused.status, refused.code, refused.title, detail=refused.detail)


def _draw(form: Form) -> bytes:
    from services.intake.forms.drawing.draw import draw_form  # with openpyxl, which only the first form waits for

    return draw_form(form)


def _marked(raw: bytes, faults: Sequence[CellFault]) -> bytes:
    from services.intake.forms.drawing.marked_copy import marked_copy

    return marked_copy(raw, faults)
