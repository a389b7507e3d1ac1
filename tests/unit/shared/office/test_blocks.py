from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from openpyxl import load_workbook

from services.aggregator.issuing.xlsx import xlsx
from shared.office.blocks import Cell, Column, Grid, Heading, Layout, Paragraph, writable_layout
from shared.office.docx import docx

SPOILT = "关于\v调整\x00"


def layout(text: str) -> Layout:
    grid = Grid("表", text, (Column("一", 30),), ((Cell(text),),))
    return Layout(text, text, text, (Heading(text), Paragraph(text), grid), (text,))


def test_what_no_document_can_hold_is_left_out_of_every_text() -> None:
    assert writable_layout(layout(SPOILT)) == layout("关于调整")
    assert writable_layout(layout("关于\n调整")) == layout("关于\n调整")


def test_a_document_of_texts_from_an_older_store_can_still_be_written_and_opened() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(layout(SPOILT)))) as file:
        for name in file.namelist():
            ElementTree.fromstring(file.read(name))
    book = load_workbook(io.BytesIO(xlsx(layout(SPOILT))))
    assert book["通报"]["A2"].value == "关于调整"
