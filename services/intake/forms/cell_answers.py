"""What is answered of a form, by its cells: the faults of a problem, the findings of a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from services.intake.faults import ReportFault
from services.intake.forms.fault_cells import cell_faults, cell_of_indicator, explanation_cell
from services.intake.forms.faults import CellFault
from services.intake.forms.layout import Form, FormRow
from shared.web import problems as web

IN_CELL = "cell:"
"""Begins the pointer of a fault that was found while the file was read: the cell follows."""


def by_cell(problem: web.Problem, form: Form, rows: Sequence[FormRow]) -> web.Problem:
    """The same problem with every fault at its cell."""
    told = located([ReportFault(each.code, each.pointer, each.message) for each in problem.faults], form, rows)
    faults = [web.Fault(each.code, each.cell, each.message) for each in told]
    return web.Problem(
        problem.status,
        problem.code,
        problem.title,
        detail=problem.detail,
        faults=faults,
        headers=problem.headers,
        **problem.extra,
    )


def located(faults: Sequence[ReportFault], form: Form, rows: Sequence[FormRow]) -> list[CellFault]:
    """The faults of a report, or of its file, each at its cell."""
    found = []
    for each in faults:
        if each.pointer.startswith(IN_CELL):
            found.append(CellFault(each.code, each.pointer.removeprefix(IN_CELL), each.message))
        else:
            found += cell_faults([each], form, rows)
    return found


def with_cells(body: bytes, form: Form) -> bytes:
    """A receipt (as JSON) with the cell of each finding, and the one in which it is explained."""
    document: dict[str, Any] = msgspec.json.decode(body)
    receipt = document["receipt"]
    for finding in (*receipt.get("findings", ()), *receipt.get("review", ())):
        if cell := cell_of_indicator(finding.get("indicator", ""), form):
            finding["cell"] = cell
            if finding.get("action") == "query":
                finding["explain_in"] = explanation_cell(finding["indicator"], form)
    return msgspec.json.encode(document)
