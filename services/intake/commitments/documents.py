"""A commitment as the interface answers it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from services.intake.commitments.known import KnownCommitment
from services.intake.reports.receipts import instant
from shared.commitments.history import Milestone, ReviewState, Statement
from shared.events import Attachment, MilestoneStep, StatedProgress


class OwedDocument(msgspec.Struct, frozen=True):
    """A period that is over and not stated, and the day by whose end it is to be."""

    period: str
    due: str


class StatementDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A statement, in the order in which they came; ``said`` is what its reviewer wrote."""

    period: str
    statement: int
    state: ReviewState
    progress: StatedProgress
    value: str
    unit: str
    text: str
    department: str
    document: str
    number: str
    reason: str
    evidence: tuple[Attachment, ...]
    said: str
    simulated: bool
    position: int
    recorded_at: str
    actor: str


class MilestoneDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone, the latest day last."""

    step: MilestoneStep
    day: str
    document: str
    number: str
    text: str
    department: str
    simulated: bool
    position: int
    recorded_at: str
    actor: str


class CommitmentDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A commitment as it is printed, who answers for it, what is owed of it, and what was said and reached.

    ``follows`` is the row of the main table that its progress follows from (null: it is stated).
    """

    plan: str
    row: int
    region: str
    place: str
    subject: str
    printed: str
    unit: str
    departments: tuple[str, ...]
    follows: int | None
    owed: list[OwedDocument]
    statements: list[StatementDocument]
    milestones: list[MilestoneDocument]


class CommitmentsAnswer(msgspec.Struct, frozen=True):
    """``GET /v1/commitments``: those that whoever asks may see."""

    commitments: list[CommitmentDocument]


def documents(known: Iterable[KnownCommitment]) -> CommitmentsAnswer:
    """The answer."""
    return CommitmentsAnswer([_document(each) for each in known])


def _document(known: KnownCommitment) -> CommitmentDocument:
    printed, history = known.printed, known.history
    said = [each for period in sorted(history.statements) for each in history.statements[period]]
    return CommitmentDocument(
        plan=known.plan.id,
        row=printed.row,
        region=known.plan.region,
        place=printed.place,
        subject=printed.subject,
        printed=printed.printed,
        unit=printed.unit,
        departments=known.departments,
        follows=known.followed,
        owed=[OwedDocument(str(each.period), each.due.isoformat()) for each in known.owed],
        statements=[_statement(each) for each in said],
        milestones=[_milestone(each) for each in history.milestones],
    )


def _statement(made: Statement) -> StatementDocument:
    event = made.event
    return StatementDocument(
        period=event.period,
        statement=event.statement,
        state=made.state,
        progress=event.progress,
        value=event.value,
        unit=event.unit,
        text=event.text,
        department=event.department,
        document=event.document,
        number=event.number,
        reason=event.reason,
        evidence=event.evidence,
        said=made.said,
        simulated=event.simulated,
        position=made.position,
        recorded_at=instant(made.recorded_at),
        actor=made.actor,
    )


def _milestone(made: Milestone) -> MilestoneDocument:
    event = made.event
    return MilestoneDocument(
        step=event.step,
        day=event.day,
        document=event.document,
        number=event.number,
        text=event.text,
        department=event.department,
        simulated=event.simulated,
        position=made.position,
        recorded_at=instant(made.recorded_at),
        actor=made.actor,
    )
