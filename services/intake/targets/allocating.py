"""A row shared out: worked out, or held against the children as a document gives it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from services.intake.faults import ReportFault, fault
from services.intake.submission.parse import LONGEST_NOTE
from services.intake.targets.bodies import AllocationBody, ShareBody
from services.intake.targets.published_row import WrongAmendment, paper_faults, row_of
from shared.catalogue import Catalogue
from shared.catalogue.allocation import NotAllocatable, Shared, Task, as_given, share_out, task
from shared.catalogue.amendments import Amendments
from shared.events import TargetAllocated
from shared.quantities import QuantityError, Unit, to_base

Read = TypeVar("Read")


def allocation_event(body: AllocationBody, catalogue: Catalogue, known: Amendments, signer: str) -> TargetAllocated:
    """The allocation that is asked for, every share worked out or held against the children.

    Raises:
        WrongAmendment: it will not do, with every fault.
    """
    plan, _ = row_of(catalogue, body.plan, body.row)
    faults = paper_faults(body.document, body.number)
    if len(body.reason) > LONGEST_NOTE:
        faults.append(fault("too-long", "/reason", f"说明不得超过{LONGEST_NOTE}字"))
    if body.weights is not None and body.shares is not None:
        faults.append(fault("weights-or-shares", "/weights", "weights（权数）与 shares（分解数）只能给一样"))
    work = _allocating("/row", faults, lambda: task(catalogue, plan, body.row, body.year, known))
    shared = None if work is None or faults else _shares(body, work, faults)
    if faults or work is None or shared is None:
        raise WrongAmendment(faults)
    return TargetAllocated(
        plan=plan.id,
        row=body.row,
        region=plan.region,
        period="" if body.year is None else str(body.year),
        amount=shared.amount,
        shares=shared.shares,
        gap=shared.gap,
        method="given" if body.shares is not None else "equal" if body.weights is None else body.weighed_by,
        document=body.document.strip(),
        number=body.number.strip(),
        second_signer=signer,
        reason=body.reason.strip(),
    )


def _shares(body: AllocationBody, work: Task, faults: list[ReportFault]) -> Shared | None:
    if body.shares is not None:
        amounts = _amounts(body.shares, work.target.unit, faults)
        return None if faults else _allocating("/shares", faults, lambda: as_given(work, amounts))
    if body.weights is None:
        return share_out(work)
    weights: dict[str, int] = {}
    for index, each in enumerate(body.weights):
        if each.region not in work.children or each.region in weights:
            faults.append(fault("not-a-child", f"/weights/{index}/region", f"“{each.region[:20]}”不是下级地区，或重复"))
        elif each.weight < 0:
            faults.append(fault("below-zero", f"/weights/{index}/weight", "权数不能为负"))
        weights[each.region] = each.weight
    return None if faults else share_out(work, weights)


def _amounts(shares: list[ShareBody], unit: Unit, faults: list[ReportFault]) -> dict[str, int]:
    amounts: dict[str, int] = {}
    for index, each in enumerate(shares):
        if each.region in amounts:
            faults.append(fault("region-twice", f"/shares/{index}/region", f"“{each.region[:20]}”重复"))
        try:
            amounts[each.region] = to_base(each.amount, unit)
        except QuantityError as error:
            faults.append(fault(error.reason, f"/shares/{index}/amount", str(error)))
    return amounts


def _allocating(pointer: str, faults: list[ReportFault], work: Callable[[], Read]) -> Read | None:
    try:
        return work()
    except NotAllocatable as error:
        faults.append(fault(error.code, "/year" if error.code == "year-outside-plan" else pointer, str(error)))
        return None
