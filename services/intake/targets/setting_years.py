"""The targets of one year, as a document sets them each January: what is posted, checked row by row, and made events.
Pure."""

from __future__ import annotations

from decimal import Decimal

from services.intake.faults import ReportFault, fault
from services.intake.submission.parse import LONGEST_NOTE
from services.intake.targets.bodies import AnnualTargetBody, AnnualTargetsBody
from services.intake.targets.published_row import WrongAmendment, paper_faults, plan_of, printed_value
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.catalogue.model import Plan, Target
from shared.events import AnnualTargetSet


def annual_target_events(
    body: AnnualTargetsBody, catalogue: Catalogue, known: Amendments, signer: str
) -> tuple[AnnualTargetSet, ...]:
    """What is set for a year, one event a row that the document changes anything of.

    Raises:
        WrongAmendment: it will not do, with every fault of every row; nothing of it is taken.
    """
    plan = plan_of(catalogue, body.plan)
    faults = paper_faults(body.document, body.number)
    if len(body.reason) > LONGEST_NOTE:
        faults.append(fault("too-long", "/reason", f"说明不得超过{LONGEST_NOTE}字"))
    if body.year not in plan.years:
        message = f"{body.year}年不在规划期{plan.first.year}—{plan.last.year}年内"
        faults.append(fault("year-outside-plan", "/year", message))
    if not body.targets:
        faults.append(fault("nothing-set", "/targets", "没有任何一行年度目标"))
    events = [_event(body, plan, index, signer, faults) for index in range(len(body.targets))]
    if faults:
        raise WrongAmendment(faults)
    new = tuple(event for event in events if event is not None and not _same(known, event))
    if not new:
        raise WrongAmendment([fault("nothing-set", "/targets", f"{body.year}年的年度目标已是这些数，没有可记录的")])
    return new


def _event(
    body: AnnualTargetsBody, plan: Plan, index: int, signer: str, faults: list[ReportFault]
) -> AnnualTargetSet | None:
    row, pointer = body.targets[index], f"/targets/{index}"
    target = next((each for each in plan.targets if each.row == row.row), None)
    if target is None:
        faults.append(fault("unknown-row", f"{pointer}/row", f"{plan.short_name or plan.name}没有序号{row.row}"))
        return None
    if any(each.row == row.row for each in body.targets[:index]):
        faults.append(fault("row-twice", f"{pointer}/row", f"序号{row.row}重复"))
    value = _value(row, target, pointer, faults)
    if value is None:
        return None
    return AnnualTargetSet(
        plan=plan.id,
        row=target.row,
        region=plan.region,
        year=body.year,
        value=f"{value:f}",
        unit=target.unit.symbol,
        document=body.document.strip(),
        number=body.number.strip(),
        second_signer=signer,
        reason=body.reason.strip(),
        bound=row.bound,
    )


def _value(row: AnnualTargetBody, target: Target, pointer: str, faults: list[ReportFault]) -> Decimal | None:
    value = printed_value(row.value, row.unit, target, pointer, faults)
    if value is not None and value < 0:
        faults.append(fault("below-zero", f"{pointer}/value", f"“{target.name}”的年度目标不能为负数"))
    return value


def _same(known: Amendments, event: AnnualTargetSet) -> bool:
    stands = known.years_of(event.plan, event.row).get(event.year)
    return stands is not None and (Decimal(stands.value), stands.bound) == (Decimal(event.value), event.bound)
