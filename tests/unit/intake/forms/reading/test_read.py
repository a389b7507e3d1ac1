from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from services.intake.forms.reading.read import read_form
from shared.catalogue import Catalogue
from tests.unit.intake.forms.support import GOLDEN, a_form, fill, row_of, saved


@pytest.mark.parametrize("file", ["libreoffice.xlsx", "wps.xlsx"])
def test_files_of_other_programs_are_read(catalogue: Catalogue, file: str) -> None:
    filled = read_form((GOLDEN / file).read_bytes(), a_form(catalogue))
    lines = {line.indicator: line for line in filled.submission.lines}
    assert filled.faults == []
    assert lines["urban_new_employment"].value == 1234
    assert lines["urban_new_employment"].note == "园区集中招工"
    assert lines["work_injury_insurance_insured"].value == 182_345
    ratio = lines["mediation_success_rate"]
    assert (ratio.numerator, ratio.denominator, ratio.unit) == (97, 120, "件")
    assert filled.submission.note == "数据为初步数"


def test_a_formula_counts_by_its_result_and_one_without_a_result_is_a_fault(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    saved_by_libreoffice = read_form((GOLDEN / "libreoffice.xlsx").read_bytes(), form)
    (line,) = [each for each in saved_by_libreoffice.submission.lines if each.indicator == "professional_personnel"]
    assert line.value == 62_400
    cell = f"E{row_of(form, 'professional_personnel')}"
    (fault,) = read_form(fill(form, {cell: "=60000+2400"}), form).faults
    assert (fault.cell, fault.code) == (cell, "formula-without-result")


def test_an_empty_form_holds_no_lines_and_empty_cells_are_not_zero(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    assert read_form(fill(form, {}), form).submission.lines == []
    zero = read_form(fill(form, {f"E{row_of(form, 'urban_new_employment')}": 0}), form)
    assert [line.value for line in zero.submission.lines] == [0]


def test_every_unreadable_cell_is_named_and_its_line_is_not_judged_further(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    flow, stock, ratio = (
        row_of(form, each)
        for each in ("urban_new_employment", "work_injury_insurance_insured", "mediation_success_rate")
    )
    cells = {
        f"E{flow}": "1.2万",
        f"E{stock}": "约十八万",
        f"F{ratio}": 97,
        f"G{ratio}": "无",
        f"J{stock + 1}": "没有统计",
    }
    filled = read_form(fill(form, cells), form)
    assert {fault.cell for fault in filled.faults} == {f"E{flow}", f"E{stock}", f"G{ratio}", f"E{stock + 1}"}
    assert all(fault.message.startswith(f"{fault.cell}：") for fault in filled.faults)
    assert filled.broken == {0, 1, 2}


def test_merged_cells_and_rows_of_another_name_are_faults(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    flow = row_of(form, "subsidised_training")
    book = load_workbook(io.BytesIO(fill(form, {f"E{flow}": 5})))
    book["月报表"].merge_cells(f"E{flow}:E{flow + 1}")
    codes = {fault.cell: fault.code for fault in read_form(saved(book), form).faults}
    assert codes == {f"E{flow}": "merged-cell", f"E{flow + 1}": "merged-cell"}
    codes = {fault.cell: fault.code for fault in read_form(fill(form, {f"B{flow}": "别的指标"}), form).faults}
    assert codes == {f"B{flow}": "row-missing"}
    renamed = read_form(fill(form, {f"B{flow}": "别的指标", f"E{flow}": 5}), form)
    assert {fault.cell: fault.code for fault in renamed.faults} == {
        f"B{flow}": "row-missing",
        f"E{flow}": "unread-number",
    }


def test_the_basis_is_read_and_a_word_that_is_none_is_a_fault(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    flow = row_of(form, "urban_new_employment")
    filled = read_form(fill(form, {f"E{flow}": 5, f"D{flow}": " 本年累计"}), form)
    assert filled.submission.lines[0].basis == "year_to_date"
    (fault,) = read_form(fill(form, {f"E{flow}": 5, f"D{flow}": "累计吧"}), form).faults
    assert (fault.cell, fault.code) == (f"D{flow}", "unknown-basis")


def test_a_correction_is_read_from_its_cells(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    assert read_form(fill(form, {}), form).submission.correction is None
    correction = read_form(fill(form, {form.reason_cell: "漏报", form.evidence_cell: "渝人社〔2023〕1号"}), form)
    assert correction.submission.correction is not None
    assert correction.submission.correction.reason == "漏报"
    assert correction.submission.correction.evidence == "渝人社〔2023〕1号"
