"""The published row that an amendment is of, and the faults of any amendment. Pure."""

from __future__ import annotations

from decimal import Decimal

from services.intake.faults import ReportFault, fault
from services.intake.submission.parse import text_faults
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.quantities import QuantityError, to_base, to_decimal

_PERCENT = Decimal(100)
LONGEST_TITLE = 200
"""Characters of a document's title, and of its number."""


class WrongAmendment(Exception):
    """A body that will not do: every fault of it."""

    def __init__(self, faults: list[ReportFault]) -> None:
        super().__init__("; ".join(each.code for each in faults))
        self.faults = faults


def plan_of(catalogue: Catalogue, plan: str) -> Plan:
    """The plan.

    Raises:
        WrongAmendment: there is none such.
    """
    found = catalogue.plans.get(plan)
    if found is None:
        raise WrongAmendment([fault("unknown-plan", "/plan", f"没有规划“{plan[:40]}”")])
    return found


def row_of(catalogue: Catalogue, plan: str, row: int) -> tuple[Plan, Target]:
    """The plan and its published row.

    Raises:
        WrongAmendment: there is none such.
    """
    found = plan_of(catalogue, plan)
    try:
        return found, found.target(row)
    except KeyError:
        raise WrongAmendment([fault("unknown-row", "/row", f"{found.short_name or found.name}没有序号{row}")]) from None


def paper_faults(document: str, number: str) -> list[ReportFault]:
    """Faults of the document that an amendment rests on: its title, and its number (may be empty)."""
    found = text_faults("/document", document, "文件名称", LONGEST_TITLE)
    if len(number) > LONGEST_TITLE:
        found.append(fault("too-long", "/number", f"发文字号不得超过{LONGEST_TITLE}字"))
    return found


def printed_value(text: str, unit: str, target: Target, pointer: str, faults: list[ReportFault]) -> Decimal | None:
    """A value in the row's printed unit, exactly; None after a fault, told under ``pointer``."""
    if unit != target.unit.symbol:
        faults.append(fault("unit-differs", f"{pointer}/unit", f"应为原表单位“{target.unit.symbol}”"))
        return None
    try:
        value = to_decimal(text, target.unit.symbol)
        if target.unit.base != "%":
            to_base(value, target.unit)
        elif not 0 <= value <= _PERCENT:
            raise QuantityError("too_large", "比率应在0%至100%之间")
    except QuantityError as error:
        faults.append(fault(error.reason, f"{pointer}/value", str(error)))
        return None
    return value
