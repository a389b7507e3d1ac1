"""What becomes of a statement, a milestone, a review: an event, or a refusal with a name. Pure."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from services.intake.reports.decide import CommandRefusal
from shared.catalogue.model import Plan
from shared.commitments.history import CommitmentEvent, CommitmentHistory
from shared.commitments.periods import StatementPeriod
from shared.events import (
    Attachment,
    CommitmentStated,
    CommitmentStatementAccepted,
    CommitmentStatementReturned,
    MilestoneReached,
    MilestoneStep,
    StatedProgress,
)

NOT_YOURS = CommandRefusal("commitment-not-yours", "这项重点任务不由本部门负责，不能填报")
OUTSIDE = CommandRefusal("region-not-yours", "该规划不在您的审核范围内")
NOTHING_STATED = CommandRefusal("nothing-stated", "该期没有这一次填报")


class AskedCommitment(NamedTuple):
    """The commitment that something is asked of, and the departments that answer for it."""

    plan: Plan
    row: int
    departments: tuple[str, ...]


class StateProgress(NamedTuple):
    """A department says how a commitment stands; ``drawn_from`` as in the body. ``outside``: the plan is of another
    area than it."""

    about: AskedCommitment
    department: str
    period: StatementPeriod
    progress: StatedProgress
    text: str
    value: str = ""
    unit: str = ""
    evidence: tuple[Attachment, ...] = ()
    document: str = ""
    number: str = ""
    reason: str = ""
    drawn_from: int | None = None
    simulated: bool = False
    outside: bool = False


class ReachMilestone(NamedTuple):
    """A milestone; ``department`` is '' where a reviewer of the area records it. ``outside``: it is another area's."""

    about: AskedCommitment
    department: str
    step: MilestoneStep
    day: str
    document: str
    number: str
    text: str = ""
    simulated: bool = False
    outside: bool = False


class DecideStatement(NamedTuple):
    """A reviewer decides on a period's ``statement``; ``outside``: it is not theirs to decide."""

    about: AskedCommitment
    period: StatementPeriod
    statement: int
    decision: Literal["accept", "return"]
    reason: str = ""
    outside: bool = False


CommitmentCommand = StateProgress | ReachMilestone | DecideStatement
"""What can be asked of a commitment."""


def decide(history: CommitmentHistory, command: CommitmentCommand) -> CommitmentEvent | CommandRefusal:
    """The event, or why there is none."""
    match command:
        case StateProgress():
            return state(history, command)
        case ReachMilestone():
            return reach(command)
        case DecideStatement():
            return review(history, command)


def state(history: CommitmentHistory, said: StateProgress) -> CommitmentStated | CommandRefusal:
    """A statement is a new version of its period's, whatever became of the one before; one that was accepted is
    corrected with a reason."""
    if said.outside or said.department not in said.about.departments:
        return NOT_YOURS
    before = history.statements.get(said.period, ())
    if said.drawn_from is not None and said.drawn_from != len(before):
        told = f"第{len(before)}次填报" if before else "没有填报"
        return CommandRefusal("statement-moved", f"{said.period.chinese}现为{told}，请重新查看后再填")
    if history.accepted(said.period) is not None and not said.reason:
        return CommandRefusal("reason-missing", f"{said.period.chinese}的进度已通过审核，更正须写明理由")
    return CommitmentStated(
        plan=said.about.plan.id,
        row=said.about.row,
        region=said.about.plan.region,
        department=said.department,
        period=str(said.period),
        statement=len(before) + 1,
        progress=said.progress,
        text=said.text,
        value=said.value,
        unit=said.unit,
        evidence=said.evidence,
        document=said.document,
        number=said.number,
        reason=said.reason,
        simulated=said.simulated,
    )


def reach(said: ReachMilestone) -> MilestoneReached | CommandRefusal:
    """A milestone is recorded as its paper has it."""
    if said.outside or (said.department and said.department not in said.about.departments):
        return NOT_YOURS
    return MilestoneReached(
        plan=said.about.plan.id,
        row=said.about.row,
        region=said.about.plan.region,
        department=said.department,
        step=said.step,
        day=said.day,
        document=said.document,
        number=said.number,
        text=said.text,
        simulated=said.simulated,
    )


def review(
    history: CommitmentHistory, decision: DecideStatement
) -> CommitmentStatementAccepted | CommitmentStatementReturned | CommandRefusal:
    """Only what waits for review is accepted or returned: the period's last statement."""
    if (refusal := _not_reviewable(history, decision)) is not None:
        return refusal
    which: dict[str, Any] = {
        "plan": decision.about.plan.id,
        "row": decision.about.row,
        "region": decision.about.plan.region,
        "period": str(decision.period),
        "statement": decision.statement,
    }
    if decision.decision == "accept":
        return CommitmentStatementAccepted(**which, note=decision.reason)
    if not decision.reason:
        return CommandRefusal("reason-missing", "退回须说明理由")
    return CommitmentStatementReturned(**which, reason=decision.reason)


def _not_reviewable(history: CommitmentHistory, decision: DecideStatement) -> CommandRefusal | None:
    if decision.outside:
        return OUTSIDE
    found = history.statements.get(decision.period, ())
    if not 1 <= decision.statement <= len(found):
        return NOTHING_STATED
    if decision.statement != len(found):
        message = f"现为第{len(found)}次填报，审核的是第{decision.statement}次，请重新查看"
        return CommandRefusal("statement-moved", message)
    done = _DONE.get(found[-1].state)
    return None if done is None else CommandRefusal("already-reviewed", f"这次填报{done}")


_DONE = {"accepted": "已通过审核", "returned": "已退回，须待重新填报"}
