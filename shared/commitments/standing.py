"""How every commitment of a plan stands at a point: :func:`standings`. Pure: what is known there comes in.

There are three sources. A commitment that repeats a row of the main table **follows** that row's assessment. Any other
is **stated** by its department, and counts once that is accepted. A **milestone** that says it is done or dropped goes
before both: it names a paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple

from shared.catalogue.model import Commitment, Department, Plan
from shared.commitments.answering import answering, followed_row
from shared.commitments.history import NO_HISTORY, CommitmentHistory, CommitmentKey, Milestone, Statement
from shared.commitments.owed import owed_periods
from shared.commitments.periods import StatementPeriod
from shared.events import Assessment, Level
from shared.periods import Month
from shared.work_calendar import WorkCalendar

Standing = Literal["done", "on_time", "late", "silent", "in_review", "given_up", "not_due", "unassigned", "unjudged"]
"""已完成, 按期, 滞后, 无回音 (owed and not stated), 已报待审, 不再实施, 未到期 (nothing is owed yet), 未明确责任部门,
不判 (its indicator cannot be judged, or not yet)."""

Source = Literal["indicator", "statement", "milestone", "none"]
"""What a standing rests on."""

_ON_TIME: tuple[Level, ...] = ("normal",)
_LATE: tuple[Level, ...] = ("blue", "yellow", "orange", "red")
_BY_STEP: Mapping[str, Standing] = {"done": "done", "dropped": "given_up"}


class CommitmentStanding(NamedTuple):
    """One commitment at a point.

    ``standing`` is what it comes to and ``source`` what that rests on; the rest is what each source says, whether it
    decided or not. ``departments`` answer for it. ``statement`` is the accepted one of the latest period,
    ``unreviewed`` what waits for review (shown only to whoever may see it; the standing never rests on it).
    ``milestone`` is the one that counts. ``assessment`` is that of the ``followed`` row of the main table (None: it
    follows none, or that is not judged). ``owed`` are the periods whose day has passed and that nobody has stated, the
    earliest first.
    """

    commitment: Commitment
    departments: tuple[str, ...]
    standing: Standing
    source: Source
    statement: Statement | None = None
    unreviewed: tuple[Statement, ...] = ()
    milestone: Milestone | None = None
    followed: int | None = None
    assessment: Assessment | None = None
    owed: tuple[StatementPeriod, ...] = ()


def standings(
    plan: Plan,
    departments: Iterable[Department],
    known: Mapping[CommitmentKey, CommitmentHistory],
    assessments: Mapping[int, Assessment],
    period: Month,
    today: date,
    calendar: WorkCalendar,
) -> tuple[CommitmentStanding, ...]:
    """How every commitment of ``plan`` stands on ``today`` (of a past point: its day), in the order of the text.

    ``known`` are the histories of :func:`shared.commitments.history.histories` over the events up to the point,
    ``assessments`` those of the plan's rows in the month ``period`` that is looked at, ``departments`` and ``calendar``
    (of the plan's area) those of the catalogue in force there.
    """
    listed = tuple(departments)
    return tuple(
        _standing(plan, each, listed, known.get((plan.id, each.row), NO_HISTORY), assessments, period, today, calendar)
        for each in plan.commitments
    )


def _standing(
    plan: Plan,
    commitment: Commitment,
    departments: tuple[Department, ...],
    history: CommitmentHistory,
    assessments: Mapping[int, Assessment],
    period: Month,
    today: date,
    calendar: WorkCalendar,
) -> CommitmentStanding:
    followed = followed_row(plan, commitment)
    found = CommitmentStanding(
        commitment=commitment,
        departments=answering(departments, plan, commitment),
        standing="not_due",
        source="none",
        statement=history.newest,
        unreviewed=history.unreviewed,
        milestone=history.milestone,
        followed=followed,
        assessment=None if followed is None else assessments.get(followed),
        owed=() if followed is not None else owed_periods(plan, commitment, history, today, calendar),
    )
    standing, source = _comes_to(found, over=period >= plan.last)
    return found._replace(standing=standing, source=source)


def _comes_to(found: CommitmentStanding, over: bool) -> tuple[Standing, Source]:
    """What it comes to; ``over``: the plan's last month is looked at."""
    if found.milestone is not None and (settled := _BY_STEP.get(found.milestone.event.step)) is not None:
        return settled, "milestone"
    if found.followed is not None:
        return _followed(found.assessment, over), "indicator"
    if not found.departments and found.statement is None and not found.unreviewed:
        return "unassigned", "none"
    if found.owed:
        return "silent", "none"
    if found.statement is not None:
        return found.statement.event.progress, "statement"
    return ("in_review" if found.unreviewed else "not_due"), "none"


def _followed(assessment: Assessment | None, over: bool) -> Standing:
    if assessment is None:
        return "unjudged"
    if assessment.level in _ON_TIME:
        return "done" if over else "on_time"
    return "late" if assessment.level in _LATE else "unjudged"
