"""An adjustment proposed: what is posted, checked against the plan, what stands and what waits, and made an event.
Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from services.intake.adjustments.bodies import AdjustedRowBody, ProposalBody
from services.intake.adjustments.standing import Adjustment, number_of
from services.intake.faults import ReportFault, fault
from services.intake.submission.parse import LONGEST_NOTE, text_faults
from services.intake.targets.published_row import LONGEST_TITLE, WrongAmendment, paper_faults, plan_of, printed_value
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.catalogue.model import Plan, Target
from shared.events import AdjustedRow, AdjustmentProposed
from shared.periods import Month


def proposal_event(
    body: ProposalBody, catalogue: Catalogue, known: Amendments, waiting: Mapping[str, Adjustment], today: date
) -> AdjustmentProposed:
    """The proposal that is asked for; ``waiting`` are all adjustments of the plan.

    Raises:
        WrongAmendment: it will not do, with every fault of every row; nothing of it is taken.
    """
    plan = plan_of(catalogue, body.plan)
    faults = paper_faults(body.document, body.number)
    faults += text_faults("/proposed_by", body.proposed_by, "提出机关", LONGEST_TITLE)
    faults += text_faults("/reason", body.reason, "调整理由", LONGEST_NOTE)
    proposed_on = day("/proposed_on", body.proposed_on or today.isoformat(), today, "提出日期", faults)
    if proposed_on is not None and proposed_on.year < plan.first.year - 1:
        span = f"{plan.first.year}—{plan.last.year}年"
        message = f"提出日期{proposed_on.isoformat()}早于规划期（{span}）一年以上，请核对年份"
        faults.append(fault("day-outside-plan", "/proposed_on", message))
    effective = _effective(body.effective, plan, faults)
    if not body.rows:
        faults.append(fault("nothing-adjusted", "/rows", "没有任何一行要调整"))
    rows = [_row(body, plan, index, effective, known, waiting, faults) for index in range(len(body.rows))]
    if faults or proposed_on is None:
        raise WrongAmendment(faults)
    return AdjustmentProposed(
        plan=plan.id,
        region=plan.region,
        adjustment=number_of(plan.id, waiting),
        rows=tuple(row for row in rows if row is not None),
        effective=body.effective,
        reason=body.reason.strip(),
        proposed_by=body.proposed_by.strip(),
        proposed_on=proposed_on.isoformat(),
        document=body.document.strip(),
        number=body.number.strip(),
    )


def day(pointer: str, text: str, today: date, name: str, faults: list[ReportFault]) -> date | None:
    """A day that has come, ``YYYY-MM-DD``; None after a fault."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        faults.append(fault("bad-day", pointer, f"{name}“{text[:20]}”有误，应写作2023-07-01的样子"))
        return None
    if found > today:
        faults.append(fault("day-to-come", pointer, f"{name}{found.isoformat()}还没有到"))
        return None
    return found


def old_reading(target: Target) -> tuple[str, str, str]:
    """What a row asks for: its value as decimal text ('' none), attribute and bound."""
    return "" if target.value is None else f"{target.value:f}", target.attribute.value, target.bound.value


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


def _row(
    body: ProposalBody,
    plan: Plan,
    index: int,
    effective: Month | None,
    known: Amendments,
    waiting: Mapping[str, Adjustment],
    faults: list[ReportFault],
) -> AdjustedRow | None:
    row, pointer = body.rows[index], f"/rows/{index}"
    target = next((each for each in plan.targets if each.row == row.row), None)
    if target is None:
        faults.append(fault("unknown-row", f"{pointer}/row", f"{plan.short_name or plan.name}没有序号{row.row}"))
        return None
    if any(each.row == row.row for each in body.rows[:index]):
        faults.append(fault("row-twice", f"{pointer}/row", f"序号{row.row}重复"))
    open_one = next((each for each in waiting.values() if each.state == "proposed" and row.row in each.rows), None)
    if open_one is not None:
        message = f"序号{row.row}另有调整{open_one.number}待审查批准，办结以前不能再提"
        faults.append(fault("row-waiting", f"{pointer}/row", message))
    value = printed_value(row.value, row.unit, target, pointer, faults)
    if value is None or effective is None:
        return None
    stands = known.target(target, effective)
    if _same(stands, row, value):
        message = f"{effective.chinese}起施行的已是这个目标，没有可调整的"
        faults.append(fault("nothing-revised", f"{pointer}/value", message))
    old, attribute, bound = old_reading(stands)
    return AdjustedRow(
        row=target.row,
        unit=target.unit.symbol,
        value=f"{value:f}",
        old_value=old,
        old_attribute=attribute,  # type: ignore[arg-type]  # the words of the catalogue's Attribute
        old_bound=bound,  # type: ignore[arg-type]  # and of its Bound
        attribute=row.attribute,
        bound=row.bound,
    )


def _same(before: Target, row: AdjustedRowBody, value: Decimal) -> bool:
    return (
        before.value == value
        and row.attribute in (None, before.attribute.value)
        and row.bound in (None, before.bound.value)
    )
