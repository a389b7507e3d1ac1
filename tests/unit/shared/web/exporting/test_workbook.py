"""The workbook that a page's tables make."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from shared.web.exporting.page_tables import PageCell, PageTable, PageTables
from shared.web.exporting.workbook import figure_of, workbook


def _of(*tables: PageTable) -> PageTables:
    return PageTables("标题 · 2025年3月", ["模拟数据　不得引用。"], list(tables))


def test_each_table_is_a_sheet_that_says_where_it_is_from_and_that_it_is_simulated() -> None:
    table = PageTable(
        "逐月",
        [
            [PageCell("月", head=True), PageCell("实际", head=True, figure=True)],
            [PageCell("3月"), PageCell("1,657.00", figure=True)],
        ],
    )
    book = load_workbook(io.BytesIO(workbook(_of(table, table), "/plans/a/8?period=2025-03")))
    assert book.sheetnames == ["逐月", "逐月 2"]
    rows = [[cell.value for cell in row if cell.value is not None] for row in book["逐月"].iter_rows()]
    assert rows == [
        ["标题 · 2025年3月"],
        ["模拟数据　不得引用。"],
        ["取自 /plans/a/8?period=2025-03"],
        [],
        ["月", "实际"],
        ["3月", 1657],
    ]
    assert book["逐月"].cell(6, 2).number_format == "#,##0.00"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("−90.00", "-90.00"),
        ("+3.10", "3.10"),
        ("3,546", "3546"),
        ("–", None),
        ("95.3%", None),
        ("37/38", None),
        ("2025-03", None),
    ],
)
def test_a_plain_number_becomes_one_exactly_and_anything_else_stays_a_text(text: str, number: str | None) -> None:
    assert figure_of(PageCell(text, figure=True)) == (None if number is None else Decimal(number))


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_stays_a_text() -> None:
    assert figure_of(PageCell("1234567890123456", figure=True)) is None


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    book = load_workbook(io.BytesIO(workbook(_of(PageTable("表", [[PageCell("=1+1")]])), "/")))
    assert book["表"].cell(5, 1).data_type == "s"
    page = PageTables("=1+1", ["=2+2"], [PageTable("表", [[PageCell("一")]])])
    sheet = load_workbook(io.BytesIO(workbook(page, "/")))["表"]
    assert [(sheet.cell(row, 1).value, sheet.cell(row, 1).data_type) for row in (1, 2)] == [
        ("=1+1", "s"),
        ("=2+2", "s"),
    ]


def test_a_sheet_s_name_has_no_forbidden_character_and_is_not_too_long() -> None:
    book = load_workbook(io.BytesIO(workbook(_of(PageTable("现在/是*多少" * 9, [[PageCell("a")]])), "/")))
    (name,) = book.sheetnames
    assert len(name) <= 31
    assert not set(name) & set("/*")
