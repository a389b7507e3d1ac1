"""From a fault of the report to the cell that it stands in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.intake.faults import ReportFault
from services.intake.forms.faults import CellFault, at
from services.intake.forms.layout import (
    BASIS,
    DENOMINATOR,
    EXPLANATION,
    NAME,
    NUMERATOR,
    UNIT,
    VALUE,
    Form,
    FormRow,
)
from shared.events import Explanation, ReviewFinding

_COLUMNS = {
    "indicator": NAME,
    "value": VALUE,
    "numerator": NUMERATOR,
    "denominator": DENOMINATOR,
    "unit": UNIT,
    "basis": BASIS,
    "note": EXPLANATION,
}


def place_of(pointer: str, form: Form, rows: Sequence[FormRow]) -> str:
    """The cell that a JSON pointer into the report means; '' where no cell is to blame.

    ``rows`` are those of the report's lines, in order.
    """
    row = row_of(pointer, rows)
    if row is not None:
        return row.cell(_COLUMNS.get(pointer.split("/")[-1], row.inputs()[0]))
    fixed = {
        "/region": form.whole.unit,
        "/period": form.whole.month,
        "/note": form.note_cell,
        "/lines": form.rows[0].cell(form.rows[0].inputs()[0]),
        "/correction/reason": form.reason_cell,
        "/correction/evidence": form.evidence_cell,
    }
    return fixed.get(pointer, "")


def row_of(pointer: str, rows: Sequence[FormRow]) -> FormRow | None:
    """The row of the line that a pointer leads into."""
    parts = pointer.split("/")
    if len(parts) > 2 and parts[1] == "lines" and parts[2].isdigit() and int(parts[2]) < len(rows):
        return rows[int(parts[2])]
    return None


def cell_faults(faults: Iterable[ReportFault], form: Form, rows: Sequence[FormRow]) -> list[CellFault]:
    """The faults of a report as faults of the form it was filled in on."""
    return [at(place_of(each.pointer, form, rows), each.code, _worded(each, rows)) for each in faults]


def cell_of_indicator(indicator: str, form: Form) -> str:
    """Where an indicator's figure stands (a ratio's numerator); '' for one that the form does not hold."""
    row = next((row for row in form.rows if row.rule.id == indicator), None)
    return "" if row is None else row.cell(row.inputs()[0])


def explanation_cell(indicator: str, form: Form) -> str:
    """Where an indicator's figure is explained: in its row, or in the form's note where it has none."""
    row = next((row for row in form.rows if row.rule.id == indicator), None)
    return form.note_cell if row is None else row.cell(EXPLANATION)


def asked_of(review: Iterable[ReviewFinding], explanations: Iterable[Explanation], form: Form) -> list[CellFault]:
    """What the review rules want of the clerk. What is explained already is not asked for again, and what only
    picks samples for checking is not the clerk's business."""
    explained = {each.indicator for each in explanations}
    found = []
    for each in review:
        cell = cell_of_indicator(each.indicator, form)
        if each.action == "block":
            found.append(at(cell, each.rule, f"{each.message}（不改正不能通过审核）", ask=True))
        elif each.action == "query" and each.indicator not in explained:
            where = explanation_cell(each.indicator, form)
            found.append(at(cell, each.rule, f"{each.message}；请核实，无误则在 {where} 写明原因", ask=True))
    return found


def _worded(fault: ReportFault, rows: Sequence[FormRow]) -> str:
    """In the words of the form, where it can say more than the report can."""
    row = row_of(fault.pointer, rows)
    if row is None:
        return fault.message
    if fault.code == "part-exceeds-whole" and row.whole_cell:
        return f"不能大于 {row.whole_cell}（其中≤总计）"
    if fault.code == "numerator-exceeds":
        return f"分子不能大于分母 {row.cell(DENOMINATOR)}"
    return fault.message
