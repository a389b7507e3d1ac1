"""An adjustment as it is answered: what was proposed, and what has become of it. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec

from services.intake.adjustments.standing import STATES, Adjustment, State
from services.intake.reports.receipts import instant
from shared.catalogue import Catalogue
from shared.events import AdjustedRow, AdjustmentApproved, AdjustmentRejected


class AdjustedRowAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is to be adjusted: its name as the plan has it ('' where it has left the plan), values as decimal text
    in ``unit``."""

    row: int
    name: str
    unit: str
    value: str
    old_value: str
    attribute: Literal["binding", "expected"] | None
    old_attribute: Literal["binding", "expected"]
    bound: str | None
    old_bound: str


class ApprovalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who approved, on what day, by which document; recorded where, when and by whom."""

    approved_by: str
    approved_on: str
    document: str
    number: str
    actor: str
    position: int
    recorded_at: str


class RejectionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who did not approve, and why; recorded where, when and by whom."""

    rejected_by: str
    reason: str
    actor: str
    position: int
    recorded_at: str


class AdjustmentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One adjustment: ``state`` is ``proposed``, ``approved`` or ``rejected``, ``told`` the same in words."""

    adjustment: str
    plan: str
    plan_name: str
    region: str
    state: State
    told: str
    effective: str
    rows: list[AdjustedRowAnswer]
    reason: str
    proposed_by: str
    proposed_on: str
    document: str
    number: str
    actor: str
    position: int
    recorded_at: str
    approval: ApprovalAnswer | None
    rejection: RejectionAnswer | None


class AdjustmentsAnswer(msgspec.Struct, frozen=True):
    """``GET /v1/adjustments``: the adjustments that whoever asks may see, in the order of their plans."""

    adjustments: list[AdjustmentAnswer]


def adjustment_answer(catalogue: Catalogue, each: Adjustment) -> AdjustmentAnswer:
    """An adjustment, its rows by the names that ``catalogue`` has."""
    proposed = each.proposed
    plan = catalogue.plans.get(proposed.plan)
    return AdjustmentAnswer(
        adjustment=each.number,
        plan=proposed.plan,
        plan_name=proposed.plan if plan is None else plan.short_name or plan.name,
        region=proposed.region,
        state=each.state,
        told=STATES[each.state],
        effective=proposed.effective,
        rows=[_row(catalogue, proposed.plan, row) for row in proposed.rows],
        reason=proposed.reason,
        proposed_by=proposed.proposed_by,
        proposed_on=proposed.proposed_on,
        document=proposed.document,
        number=proposed.number,
        actor=each.proposal.actor,
        position=each.proposal.position,
        recorded_at=instant(each.proposal.recorded_at),
        approval=_approval(each),
        rejection=_rejection(each),
    )


def _row(catalogue: Catalogue, plan: str, row: AdjustedRow) -> AdjustedRowAnswer:
    target = catalogue.target_of(plan, row.row)
    return AdjustedRowAnswer(
        row=row.row,
        name="" if target is None else target.name,
        unit=row.unit,
        value=row.value,
        old_value=row.old_value,
        attribute=row.attribute,
        old_attribute=row.old_attribute,
        bound=row.bound,
        old_bound=row.old_bound,
    )


def _approval(each: Adjustment) -> ApprovalAnswer | None:
    settled = each.settled
    if settled is None or not isinstance(event := settled.event, AdjustmentApproved):
        return None
    return ApprovalAnswer(
        approved_by=event.approved_by,
        approved_on=event.approved_on,
        document=event.document,
        number=event.number,
        actor=settled.actor,
        position=settled.position,
        recorded_at=instant(settled.recorded_at),
    )


def _rejection(each: Adjustment) -> RejectionAnswer | None:
    settled = each.settled
    if settled is None or not isinstance(event := settled.event, AdjustmentRejected):
        return None
    return RejectionAnswer(
        rejected_by=event.rejected_by,
        reason=event.reason,
        actor=settled.actor,
        position=settled.position,
        recorded_at=instant(settled.recorded_at),
    )
