from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles.styleable import StyleableObject

from services.intake.forms.drawing.marked_copy import LIST_TITLE, MOST_MARKED, marked_copy
from services.intake.forms.faults import FormRefused, at
from services.intake.forms.reading.read import read_form
from shared.catalogue import Catalogue
from tests.unit.intake.forms.support import GOLDEN, SHEET_PART, a_form, fill, rewrite, row_of


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


@pytest.mark.parametrize("row", [1_048_576, 500_000])
def test_a_stray_cell_far_below_costs_one_cell_and_not_the_rows_between(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, row: int
) -> None:
    stray = f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="XFD{row}"><v>1</v></c></row></sheetData>'.encode()
    form = a_form(catalogue)
    plain = fill(form, {})
    raw = rewrite(plain, SHEET_PART, lambda sheet: sheet.replace(b"</sheetData>", stray))
    assert f"XFD{row}" in {fault.cell for fault in read_form(raw, form).faults}
    usual = made_cells(plain, monkeypatch)
    assert made_cells(raw, monkeypatch) == usual + 2


def made_cells(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many cells openpyxl makes while a copy is marked."""
    made = 0
    make = StyleableObject.__init__

    def counted(self: StyleableObject, *arguments: Any, **named: Any) -> None:
        nonlocal made
        made += 1
        make(self, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(StyleableObject, "__init__", counted)
        marked_copy(raw, [at("E9", "x", "y")])
    return made


@pytest.mark.parametrize("reference", ["A1:XFD1048576", "A:A"])
def test_a_link_that_spans_the_sheet_is_read_past_and_not_marked(catalogue: Catalogue, reference: str) -> None:
    link = f'<hyperlinks><hyperlink ref="{reference}" location="A1"/></hyperlinks><pageMargins'.encode()
    form = a_form(catalogue)
    raw = rewrite(fill(form, {}), SHEET_PART, lambda sheet: sheet.replace(b"<pageMargins", link, 1))
    assert read_form(raw, form).faults == []
    with pytest.raises(FormRefused, match="form-not-markable"):
        marked_copy(raw, [at("E9", "x", "y")])


def test_a_file_with_more_cells_than_a_form_could_have_is_read_and_not_marked(catalogue: Catalogue) -> None:
    numbers = range(1_000, 1_000 + MOST_MARKED // 2)
    rows = "".join(f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in numbers)
    form = a_form(catalogue)
    raw = rewrite(
        fill(form, {}), SHEET_PART, lambda sheet: sheet.replace(b"</sheetData>", f"{rows}</sheetData>".encode())
    )
    assert read_form(raw, form).faults == []
    with pytest.raises(FormRefused, match="form-not-markable"):
        marked_copy(raw, [at("E9", "x", "y")])
