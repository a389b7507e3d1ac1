"""What the tests of forms share: a form, filled in as people do, and files that are none."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.arranging import NOTHING_EARLIER, form_of
from services.intake.forms.drawing.draw import draw_form
from services.intake.forms.layout import Comparison, Form
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.catalogue.model import Frequency
from shared.periods import Month

GOLDEN = Path(__file__).parents[3] / "golden" / "forms"
UNIT = "500101"
MARCH = Month(2023, 3)


def a_form(
    catalogue: Catalogue, region: str = UNIT, period: Month = MARCH, earlier: Comparison = NOTHING_EARLIER
) -> Form:
    """The form of a unit that reports."""
    form = form_of(Rulebook(catalogue), region, period, earlier)
    assert form is not None
    return form


def quarterly(catalogue: Catalogue, *indicators: str) -> Catalogue:
    """The catalogue with these indicators reported by the quarter."""
    changed = {each: replace(catalogue.indicators[each], frequency=Frequency.QUARTER) for each in indicators}
    return Catalogue(
        catalogue.regions.values(),
        catalogue.groups,
        {**catalogue.indicators, **changed}.values(),
        catalogue.plans.values(),
        (),
        {},
    )


def row_of(form: Form, indicator: str) -> int:
    """The row in which an indicator stands."""
    return next(row.row for row in form.rows if row.rule.id == indicator)


def fill(form: Form, cells: Mapping[str, object]) -> bytes:
    """The form with these cells filled in."""
    return change(draw_form(form), cells)


def change(raw: bytes, cells: Mapping[str, object]) -> bytes:
    """A workbook with these cells changed."""
    book = load_workbook(io.BytesIO(raw))
    for address, value in cells.items():
        book["月报表"][address].value = value
    return saved(book)


def saved(book: object) -> bytes:
    """A workbook's bytes."""
    written = io.BytesIO()
    book.save(written)  # type: ignore[attr-defined]
    return written.getvalue()


def rewrite(raw: bytes, part: str, edit: Callable[[bytes], bytes]) -> bytes:
    """An archive with one part edited (or added, when there is none of that name)."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, edit(content) if name == part else content)
        if part not in source.namelist():
            target.writestr(part, edit(b""))
    return result.getvalue()


SHEET_PART = "xl/worksheets/sheet1.xml"


def with_cell(raw: bytes, address: str, inside: str, attributes: str = "") -> bytes:
    """A workbook whose form has a cell written in XML: its attributes but for its style, and what it holds."""

    def edit(sheet: bytes) -> bytes:
        pattern = rf'<c r="{address}"(?P<style> s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)'
        new = rf'<c r="{address}"\g<style>{attributes}>{inside}</c>'
        text, times = re.subn(pattern, new, sheet.decode(), flags=re.DOTALL)
        assert times == 1, address
        return text.encode()

    return rewrite(raw, SHEET_PART, edit)


def reshaped(raw: bytes, *, rows: Mapping[int, int] | None = None, columns: Mapping[int, int] | None = None) -> bytes:
    """A workbook with rows or columns put in before (``{7: 2}``) or taken out from (``{7: -1}``) a number on; merged
    cells move and grow along, as in the programs that people use."""
    book = load_workbook(io.BytesIO(raw))
    sheet = book["月报表"]
    assert isinstance(sheet, Worksheet)
    for changes, upright in ((rows or {}, True), (columns or {}, False)):
        for at, by in changes.items():
            _reshape(sheet, at, by, upright)
    return saved(book)


def _reshape(sheet: Worksheet, at: int, by: int, upright: bool) -> None:
    merged = [each.bounds for each in list(sheet.merged_cells.ranges)]
    for left, top, right, bottom in merged:
        sheet.unmerge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
    put, take = (sheet.insert_rows, sheet.delete_rows) if upright else (sheet.insert_cols, sheet.delete_cols)
    if by > 0:
        put(at, by)
    else:
        take(at, -by)

    def first(number: int) -> int:
        return number + by if number >= at and by > 0 else max(at, number + by) if number > at else number

    def last(number: int) -> int:
        return number + by if number >= at and by > 0 else max(at - 1, number + by) if number >= at else number

    for left, top, right, bottom in merged:
        ends = (left, first(top), right, last(bottom)) if upright else (first(left), top, last(right), bottom)
        if ends[2] >= ends[0] and ends[3] >= ends[1] and (ends[2] > ends[0] or ends[3] > ends[1]):
            sheet.merge_cells(start_column=ends[0], start_row=ends[1], end_column=ends[2], end_row=ends[3])


def swapped(raw: bytes, *, rows: tuple[int, int] | None = None, columns: tuple[int, int] | None = None) -> bytes:
    """A workbook in which two rows, or two columns, stand in each other's place below the upper heads."""
    book = load_workbook(io.BytesIO(raw))
    sheet = book["月报表"]
    assert isinstance(sheet, Worksheet)
    if rows is not None:
        pairs = [(sheet.cell(rows[0], column), sheet.cell(rows[1], column)) for column in range(1, 11)]
    else:
        one, other = columns or (1, 1)
        pairs = [(sheet.cell(row, one), sheet.cell(row, other)) for row in range(6, 25)]
    for first, second in pairs:
        first.value, second.value = second.value, first.value
    return saved(book)
