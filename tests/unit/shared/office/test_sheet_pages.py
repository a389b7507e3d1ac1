from __future__ import annotations

import io

import openpyxl
import pytest

from services.aggregator.bulletin.renditions import render
from shared.events.bulletin_content import BulletinContent
from shared.office.blocks import Cell, Column, Grid
from shared.office.sheet_pages import TEXT_COLUMNS, fitted, is_small, spans_of
from tests.bulletin_sample import a_bulletin


def a_grid(*widths: int, rows: int = 2) -> Grid:
    columns = tuple(Column(f"列{number}", width) for number, width in enumerate(widths))
    return Grid("表", "表题", columns, tuple(tuple(Cell("一") for _ in widths) for _ in range(rows)))


def workbook(content: BulletinContent) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(render(content)["xlsx"]))


@pytest.mark.parametrize("widths", [(24, 24, 122), (1, 1, 1, 1, 1, 1, 1, 500), (40,), (34, 18, 76, 22, 20)])
def test_every_column_of_a_table_takes_at_least_one_of_the_sheets_and_together_all(widths: tuple[int, ...]) -> None:
    spans = spans_of(a_grid(*widths))
    assert [first for first, _ in spans[1:]] == [last + 1 for _, last in spans[:-1]]
    assert all(first <= last for first, last in spans)
    assert (spans[0][0], spans[-1][1]) == (1, TEXT_COLUMNS)


def test_a_table_of_a_few_rows_stands_in_the_text_and_a_long_or_wide_one_on_its_own_sheet() -> None:
    assert is_small(a_grid(24, 24, 122))
    assert not is_small(a_grid(24, 24, 122, rows=38))
    assert not is_small(a_grid(*[10] * 13))


@pytest.mark.parametrize(("pages", "told"), [(0.3, 0), (1.0, 1), (1.1, 1), (1.5, 0), (2.1, 2), (2.4, 0)])
def test_a_last_page_with_a_few_rows_is_drawn_into_those_before(pages: float, told: int) -> None:
    assert fitted(pages) == told


def test_no_sheet_of_a_new_bulletin_is_a_page_with_two_rows_and_each_prints_what_is_written() -> None:
    book = workbook(a_bulletin(form=1))
    assert "链头" not in book.sheetnames and "未结预警" not in book.sheetnames
    text = [cell.value for row in book["通报"].iter_rows() for cell in row]
    assert "链头散列（SHA-256）" in text and 13_680 in text
    for sheet in book:
        assert sheet.print_area
        assert sheet.page_setup.fitToWidth == 1


def test_a_bulletin_from_before_keeps_its_sheets() -> None:
    book = workbook(a_bulletin())
    assert "链头" in book.sheetnames
    assert not any(sheet.print_area for sheet in book)
