"""What becomes of a proposed adjustment: approved, which puts it in force, or rejected. Pure."""

from __future__ import annotations

from datetime import date

from services.intake.adjustments.bodies import ApprovalBody, RejectionBody
from services.intake.adjustments.proposing import day, old_reading
from services.intake.adjustments.standing import STATES, Adjustment
from services.intake.faults import ReportFault, fault
from services.intake.reports.commands import CommandRefused
from services.intake.reports.decide import CommandRefusal
from services.intake.submission.parse import LONGEST_NOTE, text_faults
from services.intake.targets.published_row import LONGEST_TITLE, WrongAmendment, paper_faults
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.events import AdjustedRow, AdjustmentApproved, AdjustmentProposed, AdjustmentRejected, TargetRevised
from shared.periods import Month


def approval_events(
    adjustment: Adjustment, body: ApprovalBody, catalogue: Catalogue, known: Amendments, approver: str, today: date
) -> tuple[AdjustmentApproved | TargetRevised, ...]:
    """The approval, and the revision of each row, in force from the month that was proposed.

    Raises:
        WrongAmendment: what is said of the approval will not do, with every fault.
        CommandRefused: the proposal is settled, is the approver's own, or was overtaken by what stands now.
    """
    proposed = adjustment.proposed
    _waits(adjustment)
    if approver == adjustment.proposal.actor:
        raise _refused("signer-is-proposer", "审查批准须由另一人登记，不能是提出这项调整的人")
    faults = paper_faults(body.document, body.number)
    faults += text_faults("/approved_by", body.approved_by, "批准机关", LONGEST_TITLE)
    approved_on = day("/approved_on", body.approved_on, today, "批准日期", faults)
    if approved_on is not None and approved_on < date.fromisoformat(proposed.proposed_on):
        message = f"批准日期{approved_on.isoformat()}早于提出日期{proposed.proposed_on}"
        faults.append(fault("approved-before-proposed", "/approved_on", message))
    if faults or approved_on is None:
        raise WrongAmendment(faults)
    if overtaken := [each for each in proposed.rows if _overtaken(proposed, each, catalogue, known)]:
        rows = "、".join(str(each.row) for each in overtaken)
        message = f"提出以后，序号{rows}的目标已另有变动，与提出时所写的原目标不同；请否决后重新提出"
        raise _refused("adjustment-overtaken", message)
    approved = AdjustmentApproved(
        plan=proposed.plan,
        region=proposed.region,
        adjustment=proposed.adjustment,
        approved_by=body.approved_by.strip(),
        approved_on=approved_on.isoformat(),
        document=body.document.strip(),
        number=body.number.strip(),
    )
    return approved, *(_revision(proposed, row, approved, approver) for row in proposed.rows)


def rejection_event(adjustment: Adjustment, body: RejectionBody) -> AdjustmentRejected:
    """That there will be no adjustment.

    Raises:
        WrongAmendment: it is not said who or why.
        CommandRefused: the proposal is settled.
    """
    _waits(adjustment)
    faults: list[ReportFault] = text_faults("/rejected_by", body.rejected_by, "由谁否决或撤回", LONGEST_TITLE)
    faults += text_faults("/reason", body.reason, "不予调整的理由", LONGEST_NOTE)
    if faults:
        raise WrongAmendment(faults)
    proposed = adjustment.proposed
    return AdjustmentRejected(
        plan=proposed.plan,
        region=proposed.region,
        adjustment=proposed.adjustment,
        rejected_by=body.rejected_by.strip(),
        reason=body.reason.strip(),
    )


def _waits(adjustment: Adjustment) -> None:
    if adjustment.state != "proposed":
        raise _refused("adjustment-settled", f"调整{adjustment.number}{STATES[adjustment.state]}，不能再办")


def _overtaken(proposed: AdjustmentProposed, row: AdjustedRow, catalogue: Catalogue, known: Amendments) -> bool:
    """Whether a row is by now another than it was when its adjustment was proposed."""
    target = catalogue.target_of(proposed.plan, row.row)
    if target is None or target.unit.symbol != row.unit:
        return True
    stands = known.target(target, Month.parse(proposed.effective))
    return old_reading(stands) != (row.old_value, row.old_attribute, row.old_bound)


def _revision(
    proposed: AdjustmentProposed, row: AdjustedRow, approved: AdjustmentApproved, approver: str
) -> TargetRevised:
    return TargetRevised(
        plan=proposed.plan,
        row=row.row,
        region=proposed.region,
        value=row.value,
        unit=row.unit,
        effective=proposed.effective,
        document=approved.document,
        number=approved.number,
        reason=proposed.reason,
        second_signer=approver,
        attribute=row.attribute,
        bound=row.bound,
    )


def _refused(code: str, message: str) -> CommandRefused:
    return CommandRefused(CommandRefusal(code, message))
