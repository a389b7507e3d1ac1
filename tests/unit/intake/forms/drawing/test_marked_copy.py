from __future__ import annotations

import io

from openpyxl import load_workbook

from services.intake.forms.drawing.marked_copy import LIST_TITLE, marked_copy
from services.intake.forms.faults import at
from services.intake.forms.reading.read import read_form
from shared.catalogue import Catalogue
from tests.unit.intake.forms.support import GOLDEN, a_form, fill, row_of


def test_each_fault_is_red_commented_and_listed(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    faults = [
        at("E10", "part-exceeds-whole", "不能大于 E9（其中≤总计）"),
        at("E12", "jump", "请说明", ask=True),
        at("", "x", "全表"),
    ]
    marked = load_workbook(io.BytesIO(marked_copy(fill(form, {"E10": 7}), faults)))
    sheet = marked["月报表"]
    assert sheet["E10"].fill.fgColor.rgb == "FFFFC7CE" and sheet["E12"].fill.fgColor.rgb == "FFFFE699"
    assert sheet["E10"].comment is not None and "E10：不能大于 E9（其中≤总计）" in sheet["E10"].comment.text
    listed = [[cell.value for cell in row] for row in marked[LIST_TITLE].iter_rows(min_row=3)]
    assert [row[1] for row in listed] == ["E10", "—", "E12"]
    assert "2 处错误" in marked[LIST_TITLE]["A1"].value


def test_a_marked_copy_can_be_mended_marked_again_and_read(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    cell = f"E{row_of(form, 'urban_new_employment')}"
    once = marked_copy(fill(form, {cell: "1.2万"}), [at(cell, "other-unit", "带有“万”")])
    book = load_workbook(io.BytesIO(once))
    book["月报表"][cell] = 12_000
    written = io.BytesIO()
    book.save(written)
    again = marked_copy(written.getvalue(), [])
    sheet = load_workbook(io.BytesIO(again))["月报表"]
    assert sheet[cell].comment is None and sheet[cell].fill.fgColor.rgb == "FFFFFBE6"
    assert read_form(again, form).submission.lines[0].value == 12_000


def test_files_of_other_programs_are_marked_as_well(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    for file in ("libreoffice.xlsx", "wps.xlsx"):
        marked = marked_copy((GOLDEN / file).read_bytes(), [at("E7", "jump", "请说明")])
        formulas = {fault.cell for fault in read_form(marked, form).faults}
        assert formulas <= {"E14"}  # kept as formulas: the program that the copy is mended in works them out
