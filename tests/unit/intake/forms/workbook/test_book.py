"""The same values as another reader finds, cell by cell."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from services.intake.forms.drawing.draw import draw_form
from services.intake.forms.workbook.book import open_book
from services.intake.forms.workbook.content import ErrorValue, Place, fifteen_digits
from shared.catalogue import Catalogue
from tests.unit.intake.forms.support import GOLDEN, a_form, fill, row_of, with_cell


def values(raw: bytes) -> dict[str, dict[Place, object]]:
    """What our own reader finds; an error, which the other reads as nothing, left out."""
    book = open_book(raw)
    return {
        name: {
            place: content.value
            for place, content in book.sheet(name).cells.items()
            if content.value not in (None, "") and not isinstance(content.value, ErrorValue)
        }
        for name in book.names
    }


def others(raw: bytes) -> dict[str, dict[Place, object]]:
    """What calamine finds."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    return {
        name: {
            Place(row, column): fifteen_digits(value) if isinstance(value, float) else value
            for row, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
            for column, value in enumerate(cells, 1)
            if value != ""
        }
        for name in book.sheet_names
    }


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.xlsx")), ids=lambda path: path.name)
def test_golden_forms_read_as_calamine_reads_them(path: Path) -> None:
    assert values(path.read_bytes()) == others(path.read_bytes())


def test_forms_read_as_calamine_reads_them(catalogue: Catalogue) -> None:
    for unit in ("500101", "500107", "500000"):
        form = a_form(catalogue, unit)
        raw = fill(form, {"E7": 1234.5, "J7": " 两端有空格 ", "J8": "换\n行", "E9": "１２", "L40": True})
        assert values(raw) == others(raw)
        assert values(draw_form(form)) == others(draw_form(form))


def test_where_calamine_sees_nothing_or_less_our_own_reader_tells(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    cell = f"E{row_of(form, 'urban_new_employment')}"
    place = Place(int(cell[1:]), 5)
    error = with_cell(fill(form, {}), cell, "<f>1/0</f><v>#DIV/0!</v>", ' t="e"')
    assert open_book(error).sheet("月报表").cells[place].value == ErrorValue("#DIV/0!")
    assert place not in others(error)["月报表"]
    runs = '<is><r><t>1790</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></is>'
    raised = with_cell(fill(form, {}), cell, runs, ' t="inlineStr"')
    assert open_book(raised).sheet("月报表").cells[place].marks
    shares = with_cell(fill(form, {}), cell, "<v>0.85670000000000002</v>")
    assert open_book(shares).sheet("月报表").cells[place].value == Decimal("0.8567")
