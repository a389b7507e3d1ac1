from __future__ import annotations

import io
import zipfile

from openpyxl import load_workbook

from services.intake.forms.drawing.draw import draw_form
from services.intake.forms.drawing.marked_copy import marked_copy
from services.intake.forms.drawing.repackaged import as_openpyxl_reads
from services.intake.forms.faults import at
from services.intake.forms.reading.read import read_form
from shared.catalogue import Catalogue
from tests.unit.intake.forms.support import a_form, fill, row_of, with_cell


def test_names_and_properties_are_as_openpyxl_wants_them(catalogue: Catalogue) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(draw_form(a_form(catalogue)))) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo("x")
            info.filename = name.replace("/", "\\")
            target.writestr(info, source.read(name))
    with zipfile.ZipFile(io.BytesIO(as_openpyxl_reads(written.getvalue()))) as archive:
        names = archive.namelist()
    assert "xl/workbook.xml" in names and not any(name.startswith("docProps") or "\\" in name for name in names)
    assert "月报表" in load_workbook(io.BytesIO(as_openpyxl_reads(written.getvalue()))).sheetnames


def test_a_copy_that_is_sent_in_again_says_what_the_file_said(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    cell = f"E{row_of(form, 'urban_new_employment')}"
    runs = '<is><r><t>1790</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></is>'
    raw = with_cell(fill(form, {"J7": "集中招工"}), cell, runs, ' t="inlineStr"')
    again = read_form(marked_copy(raw, [at(cell, "raised-text", "带有上标")]), form)
    assert [(fault.cell, fault.code) for fault in again.faults] == [(cell, "raised-text")]
    assert again.submission.lines[0].note == "集中招工"
