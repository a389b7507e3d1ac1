"""From the fields of a form to what is asked of an adjustment. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from services.intake.adjustments.bodies import AdjustedRowBody, ApprovalBody, ProposalBody, RejectionBody
from services.intake.faults import ReportFault, fault
from shared.catalogue.model import Plan
from shared.events import AttributeWord

LINES = 4
"""Rows that the form can propose at once; the interface takes any number."""

_ROW_DIGITS = 6


def proposal_body(fields: Mapping[str, str], plan: Plan) -> tuple[ProposalBody, list[ReportFault], list[int]]:
    """What is proposed, what of it cannot be read, and which lines of the form the body's rows are."""
    faults: list[ReportFault] = []
    rows: list[AdjustedRowBody] = []
    lines: list[int] = []
    for line in range(1, LINES + 1):
        row, value = fields.get(f"row-{line}", "").strip(), fields.get(f"value-{line}", "").strip()
        if not (row or value):
            continue
        if not (row.isascii() and row.isdecimal() and len(row) <= _ROW_DIGITS):
            faults.append(fault("row-missing", f"row-{line}", "请选一项指标"))
            continue
        target = next((each for each in plan.targets if each.row == int(row)), None)
        unit = "" if target is None else target.unit.symbol
        rows.append(AdjustedRowBody(int(row), value, unit, _attribute(fields.get(f"attribute-{line}", ""))))
        lines.append(line)
    names = ("effective", "reason", "proposed_by", "document", "number", "proposed_on")
    effective, reason, proposed_by, document, number, proposed_on = (fields.get(name, "").strip() for name in names)
    return ProposalBody(plan.id, rows, effective, reason, proposed_by, document, number, proposed_on), faults, lines


def approval_body(fields: Mapping[str, str]) -> ApprovalBody:
    """What is recorded of an approval."""
    names = ("approved_by", "approved_on", "document", "number")
    return ApprovalBody(*(fields.get(name, "").strip() for name in names))


def rejection_body(fields: Mapping[str, str]) -> RejectionBody:
    """Why there will be none."""
    return RejectionBody(fields.get("rejected_by", "").strip(), fields.get("reason", "").strip())


def field_of(pointer: str, lines: list[int]) -> str:
    """The field of the form that a fault's pointer is about: ``/rows/1/value`` is of the form's second filled line."""
    parts = pointer.strip("/").split("/")
    if parts[0] == "rows" and len(parts) > 2:
        name = "value" if parts[2] == "unit" else parts[2]
        return f"{name}-{lines[int(parts[1])]}"
    return "row-1" if parts[0] == "rows" else parts[-1]


def _attribute(text: str) -> AttributeWord | None:
    return next((word for word in get_args(AttributeWord) if word == text), None)
