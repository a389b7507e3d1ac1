"""My months: where each of a unit's reports stands, and whether it came in time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.intake.pages.views.formats import day_text
from services.intake.reports.state import ReportState
from shared.periods import CHINA, Month, from_microseconds
from shared.work_calendar import WorkCalendar

State = Literal["accepted", "submitted", "corrected", "returned", "withdrawn", "missing", "owed", "not-owed"]


@dataclass(frozen=True, slots=True)
class StateLook:
    """How a state is shown: a word and a shape, never a colour alone."""

    word: str
    shape: str
    css: str


LOOKS: dict[State, StateLook] = {
    "accepted": StateLook("已通过", "●", "level-normal"),
    "submitted": StateLook("待审核", "◐", "level-blue"),
    "corrected": StateLook("更正待审", "◑", "level-blue"),
    "returned": StateLook("已退回", "▲", "level-orange"),
    "withdrawn": StateLook("已撤回", "△", "level-yellow"),
    "missing": StateLook("未报", "■", "level-red"),
    "owed": StateLook("待报", "○", "level-none"),
    "not-owed": StateLook("不报", "–", "level-none"),
}
"""Every state that a month can be in."""

ASKED = StateLook("待答复", "◆", "level-orange")
"""How a report is shown to its unit that is in, and of which something is still asked: it cannot be accepted so."""

UNREPORTED: frozenset[State] = frozenset({"missing", "owed", "returned", "withdrawn"})
"""The states in which the unit owes the month."""


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One month of the strip. ``timing`` says whether the first report came in time, or how long is left; of what
    ``backfills`` the past, neither. ``due_note`` is said beside the due day: that it may still move, or nothing.
    ``again`` is by when it is owed anew that was returned or taken back (None: neither), and ``why`` it was.
    ``asks`` counts what still wants an answer of a report that stands, ``blanks`` what of it is owed and not filled in.
    """

    period: Month
    state: State
    timing: str
    late: bool
    due: date
    revision: int
    backfills: bool = False
    due_note: str = ""
    again: date | None = None
    why: str = ""
    asks: int = 0
    blanks: int = 0

    @property
    def own_look(self) -> StateLook:
        """The word and shape for the unit itself: that something is asked of it comes before that it waits."""
        return ASKED if self.asks else self.look

    @property
    def to_answer(self) -> bool:
        """Whether the month is in, and the unit has something to answer or to fill in."""
        return bool(self.asks or self.blanks)

    @property
    def look(self) -> StateLook:
        """The state's word and shape."""
        return LOOKS[self.state]

    @property
    def to_do(self) -> bool:
        """Whether the unit owes something for the month now."""
        return self.state in UNREPORTED


@dataclass(frozen=True, slots=True)
class StripReport:
    """What of a month's reports the strip needs: where they stand, and when the first came (microseconds, UTC)."""

    state: ReportState
    first: int | None = None


def month_cell(
    period: Month, reported: StripReport, owed: bool, today: date, calendar: WorkCalendar, *, backfills: bool = False
) -> MonthCell:
    """One month at ``today``; ``owed``: whether the unit has to report it, so that it may come too late.

    What only ``backfills`` the past may be reported, and never comes too late.
    """
    due = calendar.due_day(period)
    note = calendar.month_note(period)
    state = _state(reported.state, owed and not backfills, today > due)
    if backfills:
        timing = "补录" if reported.first else "可补录"
        return MonthCell(period, state, timing, False, due, reported.state.revision, True, note)
    timing, late = _timing(reported.first if owed else None, state, due, today)
    return MonthCell(period, state, timing, late, due, reported.state.revision, due_note=note)


def _state(state: ReportState, owed: bool, overdue: bool) -> State:
    match state.status:
        case "accepted":
            return "accepted"
        case "submitted":
            return "submitted" if state.accepted_revision is None else "corrected"
        case "returned":
            return "returned"
        case "withdrawn":
            return "withdrawn"
        case _:
            return ("missing" if overdue else "owed") if owed else "not-owed"


def _timing(first: int | None, state: State, due: date, today: date) -> tuple[str, bool]:
    if first is not None:
        came = from_microseconds(first).astimezone(CHINA).date()
        return (f"迟报 {(came - due).days} 天", True) if came > due else ("按时", False)
    if state == "missing":
        return f"逾期 {(today - due).days} 天", True
    return (f"{day_text(due)}前", False) if state == "owed" else ("", False)


@dataclass(frozen=True, slots=True)
class Tally:
    """How a unit's shown months went."""

    on_time: int
    late: int
    missing: int
    returned: int
    accepted: int
    revised: int


def tally(cells: Sequence[MonthCell]) -> Tally:
    """Counts over the strip; a month that is not due yet counts nowhere."""
    reported = [cell for cell in cells if cell.revision]
    return Tally(
        on_time=sum(not cell.late and not cell.backfills for cell in reported),
        late=sum(cell.late for cell in reported),
        missing=sum(cell.state == "missing" for cell in cells),
        returned=sum(cell.state == "returned" for cell in cells),
        accepted=sum(cell.state == "accepted" for cell in cells),
        revised=sum(cell.revision > 1 for cell in reported),
    )
