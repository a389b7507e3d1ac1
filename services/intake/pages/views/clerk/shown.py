"""What the clerk's pages are filled with. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.intake.pages.views.figures import FigureRow
from services.intake.pages.views.findings import Count, ShownFinding
from services.intake.pages.views.month_strip import MonthCell, Tally
from services.intake.pages.views.proposals import DeclinedProposal, WaitingProposal
from services.intake.pages.views.record import Record
from services.intake.pages.views.timeline import ReportStep
from services.intake.units.totals import CountedIn
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class MonthsView:
    """My months: the strip, how it went, and what is owed now, the oldest month first.

    ``planless`` are the months that have ended since the last plan did; ``coming`` is the next one that is asked for,
    and the day by which (None: no plan asks for one). ``to_answer`` are months that are in, and ask for something;
    ``declined`` are corrections that nobody signed, ``proposed`` months of which one waits for a signature.
    """

    region: str
    name: str
    cells: tuple[MonthCell, ...]
    tally: Tally
    owed: tuple[MonthCell, ...]
    items: Mapping[Month, int]
    earlier: Month | None
    later: Month | None
    simulated: bool
    planless: tuple[Month, ...] = ()
    coming: tuple[Month, date] | None = None
    to_answer: tuple[MonthCell, ...] = ()
    declined: tuple[DeclinedProposal, ...] = ()
    proposed: tuple[Month, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportView:
    """One unit's month in full; ``before_head`` heads the figures of the period before, ``planless`` says so where no
    plan is in force in it ('': one is). ``backfills``: it lies before the first month that a plan asks for.
    ``proposal`` is the correction that waits for a signature, ``declined`` one that got none."""

    record: Record
    name: str
    cell: MonthCell
    steps: tuple[ReportStep, ...]
    rows: tuple[FigureRow, ...]
    findings: tuple[ShownFinding, ...]
    count: Count
    included: tuple[CountedIn, ...]
    planless: str = ""
    before_head: str = "上月"
    backfills: bool = False
    proposal: WaitingProposal | None = None
    declined: DeclinedProposal | None = None

    @property
    def returned_reason(self) -> str:
        """Why it came back, while it has not been answered ('': it has not come back)."""
        if self.record.state.status != "returned":
            return ""
        return next((step.reason for step in reversed(self.steps) if step.what == "退回"), "")

    @property
    def needs_correction(self) -> bool:
        """Whether new figures need a reason and a second signer."""
        return self.record.closed or self.record.state.accepted_revision is not None

    @property
    def may_withdraw(self) -> bool:
        """Whether the unit may still take it back."""
        return self.record.state.status == "submitted" and not self.needs_correction

    @property
    def may_report(self) -> bool:
        """Whether there is a form to fill in for the month."""
        return self.cell.state != "not-owed" or bool(self.steps) or bool(self.planless) or self.backfills
