"""What is answered of a form, by its cells."""

from __future__ import annotations

import json

from services.intake.faults import fault
from services.intake.forms.cell_answers import IN_CELL, by_cell, located, with_cells
from shared.catalogue import Catalogue
from shared.web.problems import Fault, Problem
from tests.unit.intake.forms.support import a_form, row_of

JOBS = "urban_new_employment"


def test_a_fault_of_the_file_has_its_cell_and_one_of_the_report_is_looked_up(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    row = row_of(form, JOBS)
    rows = [each for each in form.rows if each.rule.id == JOBS]
    found = located([fault("a", f"{IN_CELL}E9", "E9：x"), fault("b", "/lines/0/value", "y")], form, rows)
    assert [(each.code, each.cell, each.message) for each in found] == [
        ("a", "E9", "E9：x"),
        ("b", f"E{row}", f"E{row}：y"),
    ]


def test_a_problem_stays_what_it_is_but_for_the_places_of_its_faults(catalogue: Catalogue) -> None:
    problem = Problem(
        422, "report-invalid", "报表有误", detail="d", faults=[Fault("a", "/region", "x")], headers={"H": "1"}
    )
    moved = by_cell(problem, a_form(catalogue), ())
    assert [each.pointer for each in moved.faults] == ["A3"]
    assert (moved.status, moved.code, moved.detail, moved.headers) == (422, "report-invalid", "d", {"H": "1"})


def test_a_receipts_findings_say_where_they_stand_and_where_they_are_explained(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    row = row_of(form, JOBS)
    receipt = {
        "findings": [{"code": "missing", "indicator": JOBS}],
        "review": [{"action": "query", "indicator": JOBS}, {"action": "query", "indicator": ""}],
    }
    told = json.loads(with_cells(json.dumps({"receipt": receipt}).encode(), form))["receipt"]
    assert told["findings"][0]["cell"] == f"E{row}" and "explain_in" not in told["findings"][0]
    assert told["review"][0]["explain_in"] == f"J{row}"
    assert "cell" not in told["review"][1]
