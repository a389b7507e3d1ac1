"""A table's cells, whichever file they came in."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from services.commands.importing.history.grid import PlaceFault, grids_of
from services.intake.forms.workbook.content import Place
from tests.unit.commands.importing.history.reading import grids, read, workbook


def test_a_merged_label_stands_in_every_row_that_it_covers_and_a_merged_number_only_once() -> None:
    (grid,) = grids(workbook([["九龙坡区", "a", 1], [None, "b", None]], ["A1:A2", "C1:C2"]))
    assert (grid.label(Place(2, 1)).value, grid.at(Place(2, 1)).value) == ("九龙坡区", None)
    assert grid.at(Place(2, 3)).value is None


def test_a_csv_is_a_table_of_texts_whose_places_are_lines_and_columns() -> None:
    (grid,) = grids("地区,指标\n\n九龙坡区,x\n".encode("gb18030"), "台账.csv")
    assert grid.at(Place(3, 2)).value == "x"
    assert grid.fault(Place(3, 2), "?").place == "第3行第2列"


def test_what_nobody_sees_is_named_and_not_read() -> None:
    rows = [["地区", "指标", "计量单位", "2021-01"], ["500107", "城镇新增就业人数", "人", 5]]
    book = load_workbook(io.BytesIO(workbook(rows)))
    book["台账"].column_dimensions["D"].hidden = True
    book.create_sheet("旧").append(["地区"])
    book["旧"].sheet_state = "hidden"
    raw = io.BytesIO()
    book.save(raw)
    reports, faults = read(raw.getvalue())
    assert reports == []
    assert [place for place, _ in faults] == ["旧", "台账!D2"]


def test_a_file_that_is_no_workbook_is_one_fault() -> None:
    faults: list[PlaceFault] = []
    assert grids_of("x.xlsx", b"PK", faults) == []
    assert len(faults) == 1 and "xlsx" in faults[0].message
