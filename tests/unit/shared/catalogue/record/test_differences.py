"""How changed files are read: rows by their key and column by column, lines where there is no key."""

from __future__ import annotations

from shared.catalogue.record import FileDifference, LineChange, RowChange, by_file, differences, line_changes
from shared.catalogue.record.differences import CellChange
from shared.events import ChangedFile, FileEdit

TARGETS = "site/plans/p/targets.csv"


def one(file: str, before: str | None, after: str | None) -> FileDifference:
    old, new = ({} if text is None else {file: text} for text in (before, after))
    (found,) = differences(old, new)
    return found


def test_a_corrected_cell_is_told_by_the_row_s_number_and_its_column() -> None:
    found = one(TARGETS, "\ufeffrow,name,value\n1,甲,1200\n2,乙,5\n", "row,name,value\n1,甲,900\n2,乙,5\n")
    assert found.kind == "changed"
    assert found.rows == (RowChange("changed", ("1",), (CellChange("value", "1200", "900"),)),)
    assert found.lines == ()


def test_rows_that_come_and_go_are_told_whole_but_for_empty_cells() -> None:
    found = one(TARGETS, "row,name,part_of\n1,甲,\n", "row,name,part_of\n2,乙,\n")
    assert found.rows == (
        RowChange("removed", ("1",), (CellChange("row", "1", ""), CellChange("name", "甲", ""))),
        RowChange("added", ("2",), (CellChange("row", "", "2"), CellChange("name", "", "乙"))),
    )


def test_a_column_that_is_added_changes_the_rows_in_which_it_says_something() -> None:
    found = one(TARGETS, "row,name\n1,甲\n2,乙\n", "row,name,advise\n1,甲,yes\n2,乙,\n")
    assert found.rows == (RowChange("changed", ("1",), (CellChange("advise", "", "yes"),)),)


def test_the_same_rows_in_another_order_and_spelling_are_no_change_of_what_they_say() -> None:
    found = one(TARGETS, "row,name\n1,甲\n2,乙\n", 'row,name\r\n2,乙\r\n1,"甲"\r\n')
    assert (found.rows, found.lines) == ((), ())


def test_empty_columns_and_rows_that_a_spreadsheet_leaves_are_no_change() -> None:
    found = one(TARGETS, "row,name\n1,甲\n", "\ufeffrow,name,,\r\n1,甲,,\r\n,,,\r\n")
    assert (found.rows, found.lines) == ((), ())


def test_a_key_of_several_columns_tells_a_region_s_holiday_from_everybody_s() -> None:
    before = "day,kind,region\n2027-04-15,off,\n2027-04-15,off,500107\n"
    found = one("holidays/bureau.csv", before, before.replace("off,500107", "work,500107"))
    assert [row.key for row in found.rows] == [("2027-04-15", "500107")]


def test_rows_that_share_a_key_and_files_without_one_are_told_by_their_lines() -> None:
    found = one(TARGETS, "row,name\n1,甲\n1,乙\n", "row,name\n1,甲\n1,丙\n")
    assert found.lines == (LineChange("removed", 3, "1,乙"), LineChange("added", 3, "1,丙"))
    toml = one("site/site.toml", 'name = "甲"\nplans = []\n', 'name = "甲"\nregion = "5"\nplans = []\n')
    assert toml.lines == (LineChange("added", 2, 'region = "5"'),)


def test_a_file_that_came_or_went_says_so() -> None:
    assert one(TARGETS, None, "row,name\n1,甲\n").kind == "added"
    assert one(TARGETS, "row,name\n1,甲\n", None).kind == "removed"


def test_lines_of_a_change_in_parts_are_numbered_through_the_whole_file() -> None:
    parts = [
        ChangedFile("a", (FileEdit(0, (), ("甲", "乙")),)),
        ChangedFile("b", (FileEdit(0, (), ("丙",)),)),
        ChangedFile("a", (FileEdit(1, ("丁",), ("戊",)),)),
    ]
    first, second = by_file(parts)
    assert (first.file, second.file) == ("a", "b")
    assert line_changes(first) == (
        LineChange("added", 1, "甲"),
        LineChange("added", 2, "乙"),
        LineChange("removed", 2, "丁"),
        LineChange("added", 4, "戊"),
    )
