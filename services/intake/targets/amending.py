"""What is posted to revise a target or to share it out, checked against the plans, and made an event. Pure."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal, TypeVar

import msgspec

from services.intake.faults import ReportFault, fault
from services.intake.submission.json_body import BodyReader
from services.intake.submission.parse import LONGEST_NOTE, text_faults
from shared.catalogue import Catalogue
from shared.catalogue.allocation import NotAllocatable, Shared, Task, as_given, share_out, task
from shared.catalogue.amendments import Amendments
from shared.catalogue.model import Attribute, Bound, Plan, Target
from shared.events import TargetAllocated, TargetRevised
from shared.periods import Month
from shared.quantities import QuantityError, Unit, to_base, to_decimal

LONGEST_TITLE = 200
"""Characters of a document's title, and of its number."""

_PERCENT = Decimal(100)

Read = TypeVar("Read")


class RevisionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row's new value, as decimal text in the printed unit, from a month on, and the document that says so."""

    plan: str
    row: int
    value: str
    unit: str
    effective: str
    document: str
    reason: str
    number: str = ""
    attribute: Literal["binding", "expected"] | None = None
    bound: Literal["at_least", "more_than", "at_most", "less_than"] | None = None


class WeightBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a child is weighed by: its baseline or latest figure, in base units."""

    region: str
    weight: int


class ShareBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a document gives a child, as decimal text in the printed unit."""

    region: str
    amount: str


class AllocationBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row that is shared out, for a ``year`` or the whole plan: by ``shares`` as a document gives them, or
    worked out by ``weights`` (what ``weighed_by`` says they are), or alike."""

    plan: str
    row: int
    document: str
    year: int | None = None
    weighed_by: Literal["baseline", "latest"] = "baseline"
    weights: list[WeightBody] | None = None
    shares: list[ShareBody] | None = None
    number: str = ""
    reason: str = ""


revisions = BodyReader(RevisionBody)
allocations = BodyReader(AllocationBody)


class WrongAmendment(Exception):
    """A body that will not do: every fault of it."""

    def __init__(self, faults: list[ReportFault]) -> None:
        super().__init__("; ".join(each.code for each in faults))
        self.faults = faults


def row_of(catalogue: Catalogue, plan: str, row: int) -> tuple[Plan, Target]:
    """The plan and its published row.

    Raises:
        Wrong: there is none such.
    """
    found = catalogue.plans.get(plan)
    if found is None:
        raise WrongAmendment([fault("unknown-plan", "/plan", f"没有规划“{plan[:40]}”")])
    try:
        return found, found.target(row)
    except KeyError:
        raise WrongAmendment([fault("unknown-row", "/row", f"{found.short_name or found.name}没有序号{row}")]) from None


def revision_event(body: RevisionBody, catalogue: Catalogue, known: Amendments, signer: str) -> TargetRevised:
    """The revision that is asked for.

    Raises:
        Wrong: it will not do, with every fault.
    """
    plan, target = row_of(catalogue, body.plan, body.row)
    faults = _paper_faults(body.document, body.number)
    faults += text_faults("/reason", body.reason, "调整理由", LONGEST_NOTE)
    effective = _effective(body.effective, plan, faults)
    value = _value(body, target, faults)
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


def allocation_event(body: AllocationBody, catalogue: Catalogue, known: Amendments, signer: str) -> TargetAllocated:
    """The allocation that is asked for, every share worked out or held against the children.

    Raises:
        Wrong: it will not do, with every fault.
    """
    plan, _ = row_of(catalogue, body.plan, body.row)
    faults = _paper_faults(body.document, body.number)
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


def _paper_faults(document: str, number: str) -> list[ReportFault]:
    found = text_faults("/document", document, "文件名称", LONGEST_TITLE)
    if len(number) > LONGEST_TITLE:
        found.append(fault("too-long", "/number", f"发文字号不得超过{LONGEST_TITLE}字"))
    return found


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


def _value(body: RevisionBody, target: Target, faults: list[ReportFault]) -> Decimal | None:
    if body.unit != target.unit.symbol:
        faults.append(fault("unit-differs", "/unit", f"应为原表单位“{target.unit.symbol}”"))
        return None
    try:
        value = to_decimal(body.value)
        if target.unit.base != "%":
            to_base(value, target.unit)
        elif not 0 <= value <= _PERCENT:
            raise QuantityError("too_large", "比率应在0%至100%之间")
    except QuantityError as error:
        faults.append(fault(error.reason, "/value", str(error)))
        return None
    return value


def _same(before: Target, event: TargetRevised) -> bool:
    return (
        before.value == Decimal(event.value)
        and event.attribute in (None, Attribute(before.attribute).value)
        and event.bound in (None, Bound(before.bound).value)
    )
