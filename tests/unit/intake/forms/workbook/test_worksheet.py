from __future__ import annotations

from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from services.intake.forms.faults import FormRefused
from services.intake.forms.workbook.content import (
    Content,
    DateValue,
    ErrorValue,
    MergedArea,
    Place,
    column_letters,
    place_of_address,
)
from services.intake.forms.workbook.rich_text import RichText
from services.intake.forms.workbook.styles import FontMark, ShownStyle
from services.intake.forms.workbook.worksheet import SharedParts, Sheet, read_sheet

SHARED = SharedParts(
    (RichText("甲"), RichText("乙", frozenset({FontMark.RAISED}), False)), (ShownStyle(), ShownStyle("0.0%"))
)


def read(inside: str, around: str = "", shared: SharedParts = SHARED) -> Sheet:
    root: Element = fromstring(f"<worksheet>{around}<sheetData>{inside}</sheetData></worksheet>")
    return read_sheet("sheet1.xml", root, shared)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<c r='A1'><v>12</v></c>", 12),
        ("<c r='A1' t='n'><v>1.2E3</v></c>", 1200),
        ("<c r='A1'><v>0.30000000000000004</v></c>", Decimal("0.3")),
        ("<c r='A1' t='s'><v>0</v></c>", "甲"),
        ("<c r='A1' t='str'><f>B1</f><v>乙_x000D_</v></c>", "乙\r"),
        ("<c r='A1' t='str'><f>B1</f></c>", ""),
        ("<c r='A1' t='inlineStr'><is><t>丙</t><rPh><t>bing</t></rPh></is></c>", "丙"),
        ("<c r='A1' t='b'><v>1</v></c>", True),
        ("<c r='A1' t='b'><v>0</v></c>", False),
        ("<c r='A1' t='e'><v>#N/A</v></c>", ErrorValue("#N/A")),
        ("<c r='A1' t='d'><v>2025-12-01</v></c>", DateValue("2025-12-01")),
    ],
)
def test_a_cell_holds_what_its_kind_says(cell: str, value: object) -> None:
    held = read(f"<row r='1'>{cell}</row>").cells[Place(1, 1)].value
    assert (held, type(held)) == (value, type(value))


def test_a_formula_without_a_result_is_no_empty_cell() -> None:
    sheet = read("<row r='1'><c r='A1'><f>B1</f><v></v></c><c r='B1' s='1'/></row>")
    assert sheet.cells == {Place(1, 1): Content(None, formula=True)}


def test_rows_and_cells_without_addresses_stand_one_after_the_other() -> None:
    sheet = read("<row><c><v>1</v></c><c r='D1'><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row>")
    assert {place.address: content.value for place, content in sheet.cells.items()} == {
        "A1": 1,
        "D1": 2,
        "E1": 3,
        "A2": 4,
    }


def test_marks_are_those_of_the_runs_or_of_the_cell_s_own_font() -> None:
    struck = SharedParts(SHARED.texts, (ShownStyle(marks=frozenset({FontMark.STRUCK})),))
    cells = read("<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c><v>5</v></c></row>", shared=struck).cells
    assert [content.marks for content in cells.values()] == [{FontMark.STRUCK}, {FontMark.RAISED}, {FontMark.STRUCK}]


def test_what_is_merged_is_covered_and_what_is_hidden_is_known() -> None:
    sheet = read(
        "<row r='2' hidden='1'><c r='A2'><v>1</v></c><c r='B2'><v>2</v></c></row>"
        "<row r='3' ht='0'><c r='C3'><v>3</v></c></row>",
        "<cols><col min='5' max='6' hidden='true'/></cols><mergeCells><mergeCell ref='A2:B3'/></mergeCells>",
    )
    assert sheet.merged == [MergedArea(2, 1, 3, 2)]
    assert sheet.at(Place(2, 1)).value == 1 and sheet.at(Place(2, 2)).value is None
    assert [place.address for place, _ in sheet.shown()] == ["A2", "C3"]
    assert [sheet.hidden(place_of_address(each)) for each in ("A2", "C3", "F9", "G9")] == [True, True, True, False]


@pytest.mark.parametrize(
    "row",
    [
        "<row r='1'><c r='A1'><v>1_0</v></c></row>",
        "<row r='1'><c r='A1'><v>nan</v></c></row>",
        "<row r='1'><c r='A1' t='what'><v>1</v></c></row>",
        "<row r='1'><c r='A1' t='s'><v>-1</v></c></row>",
        "<row r='1'><c r='A1'><v>0</v><v>7</v></c></row>",
        "<row r='x'><c r='A1'><v>1</v></c></row>",
        "<row r='0'><c><v>1</v></c></row>",
        "<row r='1048577'><c><v>1</v></c></row>",
        "<row r='999999999999'><c><v>1</v></c></row>",
        "<row r='1048577'><c r='A1048577'><v>1</v></c></row>",
        "<row r='1'><c r='XFE1'><v>1</v></c></row>",
        "<row r='1'><c r='XFD1'/><c><v>1</v></c></row>",
    ],
)
def test_what_the_format_does_not_know_is_named(row: str) -> None:
    with pytest.raises(FormRefused, match="form-damaged") as told:
        read(row)
    assert "sheet1.xml" in told.value.detail


@pytest.mark.parametrize(("letters", "column"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16_384)])
def test_columns_have_letters(letters: str, column: int) -> None:
    assert column_letters(column) == letters and place_of_address(f"${letters.lower()}$7") == (7, column)


def test_merged_cells_may_cover_two_whole_rows_and_no_more_than_that_by_far() -> None:
    assert read("", "<mergeCells><mergeCell ref='A1:XFD2'/></mergeCells>").covered(Place(2, 16_384))
    with pytest.raises(FormRefused, match="form-too-large"):
        read("", "<mergeCells><mergeCell ref='A1:J9999'/></mergeCells>")
