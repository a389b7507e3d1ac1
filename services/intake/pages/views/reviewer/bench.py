"""What the reviewer's pages show, put together: the queue, what accepting does to the totals, closing a month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.intake.pages.views.clerk.desk import ClerkDesk
from services.intake.pages.views.findings import ShownFinding, count
from services.intake.pages.views.formats import instant_text
from services.intake.pages.views.owing import Owing
from services.intake.pages.views.record import Record
from services.intake.pages.views.records import Records
from services.intake.pages.views.reviewer.effect_reading import EffectView, Sums
from services.intake.pages.views.reviewer.queue import (
    Narrowing,
    Neighbours,
    QueueRow,
    beside,
    narrowed,
    ordered,
    totals,
)
from services.intake.pages.views.reviewer.shown import ClosedMonth, ClosingView, QueueView, Sample, ScreensView
from services.intake.queries.month import MonthReading
from services.intake.queries.nobodys import NobodysReading
from services.intake.queries.nobodys_report import NobodysReport
from services.intake.queries.track_records import told
from services.intake.reports.decide import CommandRefusal
from services.intake.reports.decide_review import ReportDecision, decide_review
from services.intake.review.month import Found
from services.intake.units.rulebook import Rulebook
from shared.events import ReviewFinding
from shared.periods import Clock, Month, months
from shared.security.access import Access

QUEUE_MONTHS = 24
"""Months that the queue can be turned back."""


class Bench:
    """Reads and puts together; each method is called in a thread."""

    def __init__(
        self,
        records: Records,
        desk: ClerkDesk,
        owing: Owing,
        month: MonthReading,
        nobodys: NobodysReading,
        rulebook: Rulebook,
        access: Access,
        clock: Clock,
    ) -> None:
        self._month = month
        self._nobodys = nobodys
        self._records = records
        self._sums = Sums(records, rulebook.catalogue)
        self._desk = desk
        self._owing = owing
        self._rulebook = rulebook
        self._catalogue = rulebook.catalogue
        self._access = access
        self._clock = clock

    def units(self, area: str, period: Month) -> list[str]:
        """Who reports in the area ('': everywhere) in that month; without a plan in force, who still may."""
        return [
            code
            for code, region in self._catalogue.regions.items()
            if (not area or self._access.inside(code, area))
            and region.valid_in(period)
            and self._rulebook.asked(code, period)
        ]

    def queue(self, area: str, period: Month, wanted: Narrowing) -> QueueView:
        """The area's month; narrowed to a prefecture that nobody in it lies in, it is not narrowed by that."""
        rows = self._rows(area, period)
        inside = dict.fromkeys(row.within for row in rows if row.within)
        wanted = wanted if wanted.within in inside else replace(wanted, within="")
        return QueueView(
            area=area,
            name=self._owing.name(area) if area else "全部地区",
            period=period,
            periods=self._periods(area),
            narrowed=wanted,
            levels=frozenset(row.level for row in rows),
            prefectures=tuple((code, self._owing.name(code)) for code in sorted(inside)),
            rows=tuple(narrowed(rows, wanted)),
            totals=totals(rows),
            closed=bool(area) and self._records.closed(area, period),
            closable=bool(area and self._catalogue.plans_of(area)),
            nobodys=self._nobodys_of(area),
        )

    def beside(self, area: str, period: Month, wanted: Narrowing, region: str) -> Neighbours:
        """Who stands before and after a unit in the queue, as narrowed."""
        return beside(self._rows(area, period), wanted, region)

    def closing(self, area: str, period: Month) -> ClosingView:
        """What is missing or blocked before the area's month is closed."""
        rows = self._rows(area, period)
        reviewed = self._month.review(area, period)
        waiting = [row for row in rows if row.pending]
        return ClosingView(
            area=area,
            name=self._owing.name(area),
            period=period,
            totals=totals(rows),
            missing=tuple(row for row in rows if row.cell.to_do),
            blocked=tuple(row for row in waiting if row.count.blocks),
            pending=tuple(row for row in waiting if not row.count.blocks),
            found=self._samples(each for each in reviewed.found if _shows_now(each)),
            told=told(reviewed.records),
            closed=self._closed(area, period),
            due=due if (due := self._owing.due_day(area, period)) >= self._owing.today() else None,
            nobodys=self._nobodys_of(area),
            simulated=any(row.simulated for row in rows),
        )

    def _closed(self, area: str, period: Month) -> ClosedMonth | None:
        """Who closed a month, when and why; None where nobody has."""
        found = self._records.closing(area, period)
        if found is None:
            return None
        recorded, event = found
        return ClosedMonth(
            instant_text(recorded.recorded_at), recorded.actor, recorded.position, event.early, event.reason
        )

    def _nobodys_of(self, area: str) -> tuple[NobodysReport, ...]:
        """What stands for regions of the area ('': everywhere) and belongs to nobody, of whatever month."""
        inside = [code for code in self._catalogue.regions if not area or self._access.inside(code, area)]
        return tuple(self._nobodys.all(frozenset(inside)))

    def effect(self, area: str, period: Month, accepting: Sequence[tuple[str, int | None]]) -> EffectView:
        """The area's totals without and with the reports of ``accepting`` (unit, and the revision that was looked at);
        those that would be refused are in no sum, and said apart."""
        records = self._records.many([region for region, _ in accepting], [period])
        why = {region: self._refused(area, records[region, period], revision) for region, revision in accepting}
        taken = [region for region, refusal in why.items() if not refusal]
        alerts = self._records.open_alerts(area)
        shown = self._sums.effect(area, period, self.units(area, period), taken, alerts)
        return replace(
            shown,
            left_out=tuple((self._owing.name(region), refusal) for region, refusal in why.items() if refusal),
            blank=any(count(self._desk.findings(records[region, period])).missing for region in taken),
        )

    def _refused(self, area: str, record: Record, revision: int | None) -> str:
        """Why a report could not be accepted ('': it could be, with its blanks if it has any)."""
        region, period = record.region, record.period
        asked = ReportDecision(region, str(period), accept=True, revision=revision, area=area, with_blanks=True)
        levels = (region, *self._catalogue.ancestors(region))
        decided = decide_review(record.state, asked, levels, self._owing.nobodys(region, period))
        return decided.message if isinstance(decided, CommandRefusal) else ""

    def screens(self, area: str, period: Month) -> ScreensView:
        """The samples that the screens pick in the area's month."""
        reviewed = self._month.review(area, period)
        records = self._records.many(self.units(area, period), [period])
        samples = self._samples(
            each for each in (*reviewed.screens, *reviewed.found) if each.finding.action == "screen"
        )
        simulated = any(record.simulated for record in records.values())
        return ScreensView(self._owing.name(area), samples, simulated, told(reviewed.records))

    def told(self, area: str, until: Month) -> dict[str, str]:
        """How often each rule was right in the area ('': everywhere), in words, by its name."""
        return told(self._month.records(area, until))

    def _samples(self, found: Iterable[Found]) -> tuple[Sample, ...]:
        return tuple(Sample(each.region, self._owing.name(each.region), self._shown(each.finding)) for each in found)

    def _shown(self, finding: ReviewFinding) -> ShownFinding:
        name = self._catalogue.indicator_name(finding.indicator) or "全表"
        return ShownFinding(finding.action, finding.rule, finding.indicator, name, finding.message)

    def newest(self, area: str) -> Month:
        """The month that the reviewer has to do with: the last one that has ended and that a plan holds."""
        plans = [
            plan
            for plan in self._catalogue.plans.values()
            if not area or self._access.inside(plan.region, area) or self._access.inside(area, plan.region)
        ]
        ended = self._ended(area)
        return min(ended, max((plan.last for plan in plans), default=ended))

    def _periods(self, area: str) -> tuple[Month, ...]:
        """The months that the queue can be turned to, the newest first: those since the last plan's end as well."""
        newest = self.newest(area)
        return tuple(reversed(list(months(newest.shift(1 - QUEUE_MONTHS), min(self._ended(area), newest.shift(12))))))

    def _ended(self, area: str) -> Month:
        return self._catalogue.calendar_of(area).last_ended(self._owing.today())

    def _rows(self, area: str, period: Month) -> list[QueueRow]:
        units = self.units(area, period)
        records = self._records.many(units, [period])
        rows = [self._row(records[unit, period]) for unit in units]
        return ordered(row for row in rows if row.cell.state != "not-owed")

    def _row(self, record: Record) -> QueueRow:
        region = self._catalogue.regions[record.region]
        made = record.revisions
        return QueueRow(
            region=record.region,
            name=self._owing.name(record.region),
            level=region.level,
            cell=self._desk.cell(record),
            submitted_at=instant_text(made[-1][0].recorded_at)[5:16] if made else "",
            count=count(self._desk.findings(record)),
            simulated=record.simulated,
            within=self._prefecture(record.region),
        )

    def _prefecture(self, region: str) -> str:
        """The prefecture that a region is or lies in; '' where there is none."""
        regions = self._catalogue.regions
        around = (region, *self._catalogue.ancestors(region))
        return next((code for code in around if regions[code].level == "prefecture"), "")


def _shows_now(found: Found) -> bool:
    """Whether a finding only shows now that the others have reported; one that picks samples keeps nothing open."""
    return not found.recorded and found.finding.action != "screen"
