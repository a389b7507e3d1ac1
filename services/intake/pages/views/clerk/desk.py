"""What the clerk's pages show, put together: my months, one report with its history, the form to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.intake.forms.arranging import form_of
from services.intake.forms.earlier import comparison, first_compared, report_steps
from services.intake.forms.layout import Form
from services.intake.pages.views.clerk.shown import MonthsView, ReportView
from services.intake.pages.views.figures import FigureRow, figure_rows
from services.intake.pages.views.findings import ShownFinding, count, findings_of
from services.intake.pages.views.month_strip import MonthCell, month_cell, tally
from services.intake.pages.views.owing import Owing
from services.intake.pages.views.proposals import declined_proposal, waiting_proposal
from services.intake.pages.views.record import Record
from services.intake.pages.views.records import Records
from services.intake.pages.views.timeline import timeline
from services.intake.reports.streams import LinesEvent
from services.intake.units.month_amounts import month_amounts
from services.intake.units.rulebook import Rulebook, no_plan_text
from services.intake.units.totals import counted_in
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month, months
from shared.store import Recorded
from shared.web.problems import Problem

STRIP_MONTHS = 12


class ClerkDesk:
    """Reads and puts together; each method is called in a thread."""

    def __init__(self, records: Records, rulebook: Rulebook, owing: Owing) -> None:
        self._records = records
        self._rulebook = rulebook
        self._catalogue: Catalogue = rulebook.catalogue
        self._owing = owing

    def months(self, region: str, last: Month | None = None) -> MonthsView:
        """The unit's months up to ``last`` (None: the newest that it owes)."""
        first_owed, newest = self._owing.span(region)
        end = min(max(last or newest, first_owed), newest)
        shown = list(months(max(end.shift(1 - STRIP_MONTHS), first_owed), end))
        recent = list(months(max(newest.shift(1 - STRIP_MONTHS), first_owed), newest))
        records = self._records.many([region], sorted({*shown, *recent}))
        cells = {month: self._own_cell(record) for (_, month), record in records.items()}
        coming = self._owing.coming(region)
        return MonthsView(
            region=region,
            name=self._owing.name(region),
            cells=tuple(cells[month] for month in shown),
            tally=tally([cells[month] for month in shown]),
            owed=tuple(cells[month] for month in recent if cells[month].to_do),
            to_answer=tuple(cells[month] for month in recent if cells[month].to_answer),
            declined=tuple(each for record in records.values() if (each := declined_proposal(record)) is not None),
            proposed=tuple(month for (_, month), record in records.items() if record.state.proposed is not None),
            items={month: len(self._rulebook.due(region, month)) for month in recent},
            earlier=shown[0].shift(-1) if shown[0] > first_owed else None,
            later=min(end.shift(STRIP_MONTHS), newest) if end < newest else None,
            simulated=any(record.simulated for record in records.values()),
            planless=self._owing.planless(region),
            coming=(coming, self._owing.due_day(region, coming)) if coming else None,
        )

    def report(self, region: str, period: Month) -> ReportView:
        """One unit's month: where it stands, its figures beside their history, everything that happened."""
        return self._report(region, period)[0]

    def to_fill_in(self, region: str, period: Month) -> tuple[ReportView, Form]:
        """The month with its form, for the page that is filled in: of one reading.

        Raises:
            Problem: as :meth:`form`.
        """
        self._refuse_nobodys(region, period)
        return self._report(region, period)

    def to_check(
        self, region: str, period: Month, lines: Sequence[ReportLine], findings: Sequence[ShownFinding]
    ) -> tuple[ReportView, Form]:
        """The month with these figures in the place of the last revision's, which is the one before them.

        Raises:
            Problem: as :meth:`form`.
        """
        self._refuse_nobodys(region, period)
        return self._report(region, period, (lines, findings))

    def _report(
        self, region: str, period: Month, sent: tuple[Sequence[ReportLine], Sequence[ShownFinding]] | None = None
    ) -> tuple[ReportView, Form]:
        record = self._records.one(region, period)
        revisions = [event.lines for _, event in record.revisions]
        lines, previous = [*([sent[0]] if sent else []), *reversed(revisions), (), ()][:2]
        findings = list(sent[1]) if sent else self.findings(record)
        before = self._records.standing(region, Month(period.year - 2, 1), period.shift(-1))
        form = self._form(record, before)
        shown = {month: event.lines for month, event in before.items()} | {period: lines}
        rows = figure_rows(
            form,
            self._catalogue.indicators,
            lines,
            previous,
            month_amounts(shown, report_steps(self._catalogue)),
            findings,
        )
        view = ReportView(
            record=record,
            name=self._owing.name(region),
            cell=self.cell(record),
            steps=tuple(timeline(record.history, self._catalogue.indicators)),
            rows=tuple(rows),
            findings=tuple(findings),
            count=count(findings),
            included=counted_in(self._catalogue, region, period, lines) if record.standing else (),
            planless=no_plan_text(period) if self._rulebook.planless(region, period) else "",
            before_head=form.before_head,
            backfills=self._catalogue.backfills(region, period),
            proposal=waiting_proposal(record, self._catalogue.indicators),
            declined=declined_proposal(record),
        )
        return view, form

    def form(self, region: str, period: Month) -> Form:
        """The month's form, with the last revision and what is compared.

        Raises:
            Problem: 404 when the region reports nothing, then or ever.
        """
        self._refuse_nobodys(region, period)
        before = self._records.standing(region, first_compared(period), period.shift(-1))
        return self._form(self._records.one(region, period), before)

    def require_fillable(self, region: str, period: Month) -> None:
        """Make sure that the month has a form that somebody fills in by now; nothing is read for it.

        Raises:
            Problem: 404 as :meth:`form`; 422 for a month that is far ahead.
        """
        self._refuse_nobodys(region, period)
        self._asked(region, period, form_of(self._rulebook, region, period))
        if not self._owing.has_begun(region, period):
            raise Problem(422, "future-month", f"{period.chinese}还早，还不能填报")

    def _refuse_nobodys(self, region: str, period: Month) -> None:
        if self._owing.nobodys(region, period):
            raise Problem(404, "form-not-found", f"{self._owing.name(region)}在{period.chinese}不存在")

    def _form(self, record: Record, before: Mapping[Month, LinesEvent]) -> Form:
        region, period = record.region, record.period
        compared = comparison(self._rulebook, region, period, before)
        return self._asked(
            region, period, form_of(self._rulebook, region, period, compared, record.last, record.closed)
        )

    def _asked(self, region: str, period: Month, form: Form | None) -> Form:
        if form is None:
            self._owing.span(region)
            raise Problem(404, "form-not-found", f"{self._owing.name(region)}{period.chinese}没有应报的指标")
        return form

    def findings(self, record: Record) -> list[ShownFinding]:
        """What was found in the last revision."""
        made = record.revisions
        return self.findings_in(record.region, made[-1][1]) if made else []

    def findings_in(self, region: str, event: LinesEvent) -> list[ShownFinding]:
        """What was found in one revision."""
        missing = self._rulebook.missing(region, event.lines, Month.parse(event.period))
        return findings_of(event, missing, self._catalogue.indicators)

    def revision(self, record: Record, number: int | None) -> tuple[int, Recorded, LinesEvent]:
        """One revision of a report (None: the last).

        Raises:
            Problem: 404 when there is none.
        """
        made = record.revisions
        wanted = len(made) if number is None else number
        if not 1 <= wanted <= len(made):
            raise Problem(
                404, "report-not-found", f"{self._owing.name(record.region)}{record.period.chinese}没有这份报表"
            )
        return wanted, *made[wanted - 1]

    def cell(self, record: Record) -> MonthCell:
        """Where one report stands today."""
        region, period = record.region, record.period
        backfills = self._catalogue.backfills(region, period)
        cell = month_cell(
            period,
            record.reported,
            self._owing.owes(region, period),
            self._owing.today(),
            self._catalogue.calendar_of(region),
            backfills=backfills,
        )
        if (given_back := record.given_back) is None:
            return cell
        since, why = given_back
        return replace(cell, again=self._catalogue.calendar_of(region).due_again(period, since), why=why)

    def _own_cell(self, record: Record) -> MonthCell:
        """The same as the unit itself sees it: with what it has to answer, and to fill in."""
        cell = self.cell(record)
        if not record.standing or cell.backfills:
            return cell
        blanks = sum(each.weight == "missing" for each in self.findings(record))
        return replace(cell, asks=len(record.state.findings.standing), blanks=blanks)

    def plain_rows(self, region: str, period: Month, lines: Sequence[ReportLine]) -> list[FigureRow]:
        """The form's rows with these figures, beside nothing."""
        form = self._asked(region, period, form_of(self._rulebook, region, period))
        return figure_rows(form, self._catalogue.indicators, lines, (), {})
