"""A row revised: what is posted, checked against the plan and what stands, and made an event. Pure."""

from __future__ import annotations

from decimal import Decimal

from services.intake.faults import ReportFault, fault
from services.intake.submission.parse import LONGEST_NOTE, text_faults
from services.intake.targets.bodies import RevisionBody
from services.intake.targets.published_row import WrongAmendment, paper_faults, printed_value, row_of
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.catalogue.model import Attribute, Bound, Plan, Target
from shared.events import TargetRevised
from shared.periods import Month


def revision_event(body: RevisionBody, catalogue: Catalogue, known: Amendments, signer: str) -> TargetRevised:
    """The revision that is asked for.

    Raises:
        WrongAmendment: it will not do, with every fault.
    """
    plan, target = row_of(catalogue, body.plan, body.row)
    faults = paper_faults(body.document, body.number)
    faults += text_faults("/reason", body.reason, "调整理由", LONGEST_NOTE)
    effective = _effective(body.effective, plan, faults)
    value = printed_value(body.value, body.unit, target, "", faults)
    event = TargetRevised(
        plan=plan.id,
        row=target.row,
        region=plan.region,
        value="" if value is None else f"{value:f}",
        unit=target.unit.symbol,
        effective=body.effective,
        document=body.document.strip(),
        number=body.number.strip(),
        reason=body.reason.strip(),
        second_signer=signer,
        attribute=body.attribute,
        bound=body.bound,
    )
    if value is not None and effective is not None and _same(known.target(target, effective), event):
        faults.append(fault("nothing-revised", "/value", f"{effective.chinese}起施行的已是这个目标，没有可调整的"))
    if faults:
        raise WrongAmendment(faults)
    return event


def _effective(text: str, plan: Plan, faults: list[ReportFault]) -> Month | None:
    try:
        month = Month.parse(text)
    except ValueError as error:
        faults.append(fault("bad-period", "/effective", str(error)))
        return None
    if not plan.first <= month <= plan.last:
        message = f"施行月份应在规划期{plan.first.chinese}至{plan.last.chinese}内"
        faults.append(fault("outside-plan", "/effective", message))
        return None
    return month


def _same(before: Target, event: TargetRevised) -> bool:
    return (
        before.value == Decimal(event.value)
        and event.attribute in (None, Attribute(before.attribute).value)
        and event.bound in (None, Bound(before.bound).value)
    )
