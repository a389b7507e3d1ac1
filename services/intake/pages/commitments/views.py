"""Commitments as the pages of intake show them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from services.intake.commitments.known import KnownCommitment, OwedStatement
from services.intake.pages.views.formats import day_text
from shared.commitments.history import Milestone, ReviewState, Statement
from shared.commitments.periods import StatementPeriod
from shared.commitments.words import STATED, STEPS, asked_text, horizon_text, milestone_text, statement_text
from shared.events import MilestoneStep, StatedProgress
from shared.periods import from_microseconds
from shared.web.pages import china

_STATES: dict[ReviewState, str] = {
    "submitted": "待审核",
    "accepted": "已通过",
    "returned": "已退回",
    "replaced": "审核前已重报",
}


class StatementRow(NamedTuple):
    """A statement, written out; ``current`` is the period's last."""

    made: Statement
    period: str
    text: str
    state: str
    at: str
    current: bool


class DeskRow(NamedTuple):
    """A commitment on a desk: what it asks for, what is owed of it first, and what was said last."""

    plan: str
    plan_name: str
    row: int
    subject: str
    asked: str
    horizon: str
    departments: str
    place: str
    printed: str
    owed: str
    late: bool
    returned: str
    said: str
    state: str
    milestone: str
    follows: bool
    simulated: bool

    @property
    def address(self) -> str:
        """Its page."""
        return f"/commitments/{self.plan}/{self.row}"


class CommitmentDesk(NamedTuple):
    """The desk: what waits for review, what is owed (the longest first), and the rest."""

    waiting: tuple[DeskRow, ...]
    owed: tuple[DeskRow, ...]
    others: tuple[DeskRow, ...]
    unassigned: int

    @property
    def simulated(self) -> int:
        """How many of them were stated by a demonstration."""
        return sum(each.simulated for each in (*self.waiting, *self.owed, *self.others))


class PeriodChoice(NamedTuple):
    """A period that can be stated: its value in the form (with the number of the statement that is written over), what
    it is called with how it stands by now, and whether one of it was accepted."""

    value: str
    called: str
    accepted: bool


class CommitmentView(NamedTuple):
    """A commitment's page: the head, everything that was said (the last first), what can be stated, and what waits."""

    head: DeskRow
    statements: tuple[StatementRow, ...]
    milestones: tuple[str, ...]
    choices: tuple[PeriodChoice, ...]
    unit: str
    numbered: bool
    waiting: tuple[StatementRow, ...]


def desk(known: Sequence[KnownCommitment], today: date) -> CommitmentDesk:
    """The desk of whoever sees these commitments on ``today``."""
    owed = sorted((each for each in known if each.owed and not each.history.unreviewed), key=_first_due)
    waiting = [each for each in known if each.history.unreviewed]
    taken = {(each.plan.id, each.printed.row) for each in (*owed, *waiting)}
    assigned = [each for each in owed if each.departments]
    rest = [each for each in known if (each.plan.id, each.printed.row) not in taken]
    return CommitmentDesk(
        waiting=tuple(desk_row(each, today) for each in waiting),
        owed=tuple(desk_row(each, today) for each in assigned),
        others=tuple(desk_row(each, today) for each in rest if each.departments or each.followed is not None),
        unassigned=sum(not each.departments and each.followed is None for each in known),
    )


def desk_row(known: KnownCommitment, today: date) -> DeskRow:
    """A commitment in a line."""
    printed, history = known.printed, known.history
    last = _last(known)
    first = known.owed[0] if known.owed else None
    milestone = history.milestone
    return DeskRow(
        plan=known.plan.id,
        plan_name=known.plan.short_name or known.plan.name,
        row=printed.row,
        subject=printed.subject,
        asked=asked_text(printed),
        horizon=horizon_text(printed),
        departments="、".join(known.departments) or "未明确",
        place=printed.place,
        printed=printed.printed,
        owed=_owed(known.owed, today),
        late=first is not None and first.due < today,
        returned=last.said if last is not None and last.state == "returned" else "",
        said="" if last is None else statement_text(last),
        state="" if last is None else _STATES[last.state],
        milestone="" if milestone is None else milestone_text(milestone),
        follows=known.followed is not None,
        simulated=(last is not None and last.event.simulated) or (milestone is not None and milestone.event.simulated),
    )


def commitment_view(known: KnownCommitment, today: date) -> CommitmentView:
    """A commitment's page on ``today``."""
    history = known.history
    said = [_statement(each, known) for period in sorted(history.statements) for each in history.statements[period]]
    choices = tuple(_choice(each, known) for each in _periods(known, today))
    return CommitmentView(
        head=desk_row(known, today),
        statements=tuple(said[::-1]),
        milestones=tuple(_milestone(each) for each in history.milestones),
        choices=choices,
        unit=known.printed.unit,
        numbered=known.printed.value is not None,
        waiting=tuple(each for each in said if each.current and each.made.state == "submitted"),
    )


PROGRESS: tuple[tuple[StatedProgress, str], ...] = tuple(STATED.items())
"""What a department can choose."""

STEPS_LISTED: tuple[tuple[MilestoneStep, str], ...] = tuple(STEPS.items())
"""What a milestone can be."""


def _first_due(known: KnownCommitment) -> date:
    return known.owed[0].due


def _owed(owed: Sequence[OwedStatement], today: date) -> str:
    """What is owed in a line: the newest period, and how many there are before it."""
    if not owed:
        return ""
    last = owed[-1]
    before = f"，连同以前共{len(owed)}期" if len(owed) > 1 else ""
    if last.due < today:
        return f"{last.period.chinese}的进度应于{last.due.year}年{day_text(last.due)}前填报，已逾期{before}"
    return f"{last.period.chinese}的进度请于{last.due.year}年{day_text(last.due)}前填报{before}"


def _last(known: KnownCommitment) -> Statement | None:
    """The statement of the latest period."""
    periods = known.history.statements
    return known.history.last(max(periods)) if periods else None


def _periods(known: KnownCommitment, today: date) -> list[StatementPeriod]:
    """What can be stated: what is owed first, then every other period of the plan that is over; the newest first, as a
    later statement also answers for those before."""
    over = [
        each
        for year in known.plan.years
        for each in (StatementPeriod(year, whole=False), StatementPeriod(year))
        if each.last_day <= today
    ]
    owed = [each.period for each in reversed(known.owed)]
    return [*owed, *(each for each in reversed(over) if each not in owed)]


def _choice(period: StatementPeriod, known: KnownCommitment) -> PeriodChoice:
    last = known.history.last(period)
    how = "未填报" if last is None else _STATES[last.state]
    made = len(known.history.statements.get(period, ()))
    return PeriodChoice(f"{period}:{made}", f"{period.chinese}（{how}）", known.history.accepted(period) is not None)


def _statement(made: Statement, known: KnownCommitment) -> StatementRow:
    current = known.history.last(made.period) is made
    at = china(from_microseconds(made.recorded_at))
    return StatementRow(made, str(made.period), statement_text(made), _STATES[made.state], at, current)


def _milestone(made: Milestone) -> str:
    words = f"：{made.event.text}" if made.event.text else ""
    return f"{milestone_text(made)}（{made.event.document}）{words}"
