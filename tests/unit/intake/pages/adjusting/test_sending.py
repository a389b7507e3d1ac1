"""From the fields of a form to what is asked of an adjustment."""

from __future__ import annotations

from services.intake.adjustments.bodies import AdjustedRowBody
from services.intake.pages.adjusting.sending import approval_body, field_of, proposal_body, rejection_body
from shared.catalogue import Catalogue

PLAN = "chongqing-2021-2025"


def test_each_line_that_is_filled_in_is_a_row_in_the_printed_unit(catalogue: Catalogue) -> None:
    fields = {
        "row-1": "8",
        "value-1": " 700 ",
        "attribute-1": "",
        "row-3": "16",
        "value-3": "61",
        "attribute-3": "binding",
    }
    body, faults, lines = proposal_body(fields | {"effective": "2023-07", "reason": "口径"}, catalogue.plans[PLAN])
    assert body.rows == [AdjustedRowBody(8, "700", "万人"), AdjustedRowBody(16, "61", "%", "binding")]
    assert (faults, lines, body.effective, body.plan) == ([], [1, 3], "2023-07", PLAN)


def test_a_value_without_a_row_is_a_fault_of_its_line(catalogue: Catalogue) -> None:
    body, faults, _ = proposal_body({"value-2": "5", "row-3": "x"}, catalogue.plans[PLAN])
    assert [(each.code, each.pointer) for each in faults] == [("row-missing", "row-2"), ("row-missing", "row-3")]
    assert body.rows == []


def test_a_fault_is_shown_at_the_field_that_it_is_about() -> None:
    assert field_of("/rows/1/value", [1, 4]) == "value-4"
    assert field_of("/rows/0/unit", [2]) == "value-2"
    assert field_of("/rows/0/row", [2]) == "row-2"
    assert field_of("/rows", []) == "row-1"
    assert field_of("/effective", []) == "effective"
    assert field_of("row-2", []) == "row-2"


def test_an_approval_and_a_rejection_are_taken_as_they_are_typed() -> None:
    approval = approval_body({"approved_by": " 市政府 ", "approved_on": "2023-06-20", "document": "批复"})
    assert (approval.approved_by, approval.approved_on, approval.document, approval.number) == (
        "市政府",
        "2023-06-20",
        "批复",
        "",
    )
    assert rejection_body({"rejected_by": "市政府", "reason": "否"}).reason == "否"
