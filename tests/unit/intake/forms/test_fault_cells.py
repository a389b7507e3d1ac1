"""From a fault of the report to the cell that it stands in."""

from __future__ import annotations

import pytest

from services.intake.faults import fault
from services.intake.forms.fault_cells import (
    asked_of,
    cell_faults,
    cell_of_indicator,
    explanation_cell,
    place_of,
)
from shared.catalogue import Catalogue
from shared.events import Explanation, ReviewFinding
from tests.unit.intake.forms.support import a_form, row_of

JOBS, RATE = "urban_new_employment", "mediation_success_rate"
TRAINING, MIGRANT = "subsidised_training", "migrant_worker_training"


@pytest.mark.parametrize(
    ("part", "column"),
    [("indicator", "B"), ("unit", "C"), ("basis", "D"), ("value", "E"), ("note", "J"), ("", "E")],
)
def test_a_part_of_a_line_stands_in_its_column(catalogue: Catalogue, part: str, column: str) -> None:
    form = a_form(catalogue)
    (row,) = (row for row in form.rows if row.rule.id == JOBS)
    assert place_of(f"/lines/0/{part}", form, [row]) == f"{column}{row.row}"


def test_what_is_no_lines_has_a_place_of_its_own_or_none(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    assert place_of("/region", form, []) == "A3"
    assert place_of("/period", form, []) == "E3"
    assert place_of("/correction/reason", form, []) == form.reason_cell
    assert place_of("/lines/7/value", form, []) == ""
    assert place_of("/elsewhere", form, []) == ""


def test_a_part_above_its_whole_is_told_in_the_words_of_the_form(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    (row,) = (row for row in form.rows if row.rule.id == MIGRANT)
    (found,) = cell_faults([fault("part-exceeds-whole", "/lines/0/value", "x")], form, [row])
    assert found.message == f"E{row.row}：不能大于 E{row_of(form, TRAINING)}（其中≤总计）"


def test_what_is_explained_is_not_asked_for_again_and_a_sample_is_nobodys_business(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    findings = [
        ReviewFinding("ytd-falls", "block", JOBS, "累计下降"),
        ReviewFinding("jump", "query", RATE, "波动"),
        ReviewFinding("flow-copied", "query", TRAINING, "相同"),
        ReviewFinding("benford", "screen", JOBS, "首位"),
    ]
    found = asked_of(findings, [Explanation(TRAINING, "核实无误")], form)
    assert [(each.code, each.ask) for each in found] == [("ytd-falls", True), ("jump", True)]
    assert found[1].cell == f"F{row_of(form, RATE)}" and f"J{row_of(form, RATE)}" in found[1].message


def test_an_indicator_that_the_form_does_not_hold_is_explained_in_the_note(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    assert (cell_of_indicator("no-such", form), explanation_cell("no-such", form)) == ("", form.note_cell)
