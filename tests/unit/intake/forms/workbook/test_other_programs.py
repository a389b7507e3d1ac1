"""Files as other programs write them: what they open is read, what cannot be read is named."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

from services.intake.forms.drawing.marked_copy import marked_copy
from services.intake.forms.faults import FormRefused, at
from services.intake.forms.reading.read import read_form
from shared.catalogue import load_catalogue
from tests.unit.intake.forms.support import SHEET_PART, a_form, fill, rewrite, row_of, with_cell

FORM = a_form(load_catalogue())
CELL = f"E{row_of(FORM, 'urban_new_employment')}"
CORE = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    b'<dcterms:created xsi:type="dcterms:W3CDTF">2025-12-03 08:15:00</dcterms:created></cp:coreProperties>'
)
CUSTOM = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2"><vt:lpwstr>1</vt:lpwstr></property></Properties>'
)
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    b"http://schemas.openxmlformats.org/drawingml/2006/": b"http://purl.oclc.org/ooxml/drawingml/",
}
SHEETJS = (
    b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    b'<Default Extension="vba" ContentType="application/vnd.ms-office.vbaProject"/>'
)


@cache
def filled() -> bytes:
    return fill(FORM, {CELL: 1790, FORM.note_cell: "初步数"})


def renamed(raw: bytes, name: Callable[[str], str], edit: Callable[[bytes], bytes] = lambda text: text) -> bytes:
    """An archive whose parts have other names, and their texts edited."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            info = zipfile.ZipInfo("x")
            info.filename = name(part)
            target.writestr(info, edit(source.read(part)))
    return written.getvalue()


def all_texts(raw: bytes, texts: Mapping[bytes, bytes]) -> bytes:
    def edit(content: bytes) -> bytes:
        for old, new in texts.items():
            content = content.replace(old, new)
        return content

    return renamed(raw, str, edit)


def prefixed(sheet: bytes) -> bytes:
    """The sheet's elements with a prefix, as some libraries write them."""
    sheet = re.sub(rb"<(/?)(?![?!])", rb"<\1x:", sheet)
    return sheet.replace(b"xmlns=", b"xmlns:x=", 1)


class Written(NamedTuple):
    """How a program writes the same form."""

    how: str
    do: Callable[[bytes], bytes]


OPENED = [
    Written("a date with a blank in the properties", lambda raw: rewrite(raw, "docProps/core.xml", lambda _: CORE)),
    Written("a property without a name", lambda raw: rewrite(raw, "docProps/custom.xml", lambda _: CUSTOM)),
    Written("properties that are no XML", lambda raw: rewrite(raw, "docProps/core.xml", lambda _: b"\x00\x01")),
    Written(
        "an empty fill",
        lambda raw: rewrite(
            raw, "xl/styles.xml", lambda text: re.sub(rb"<fill>.*?</fill>", b"<fill/>", text, count=1, flags=re.DOTALL)
        ),
    ),
    Written("backslashes", lambda raw: renamed(raw, lambda name: name.replace("/", "\\"))),
    Written("capitals", lambda raw: renamed(raw, lambda name: name if name.startswith("[") else name.upper())),
    Written("Strict Open XML", lambda raw: all_texts(raw, STRICT)),
    Written("elements with a prefix", lambda raw: rewrite(raw, SHEET_PART, prefixed)),
    Written(
        "a sheet in UTF-16",
        lambda raw: rewrite(raw, SHEET_PART, lambda text: re.sub(r"<\?xml.*?\?>", "", text.decode()).encode("utf-16")),
    ),
    Written(
        "macros declared and none there",
        lambda raw: rewrite(
            raw, "[Content_Types].xml", lambda text: text.replace(b"<Default", SHEETJS + b"<Default", 1)
        ),
    ),
    Written("a picture's part", lambda raw: rewrite(raw, "xl/media/image1.png", lambda _: b"\x89PNG")),
    Written(
        "relations from the root",
        lambda raw: rewrite(
            raw,
            "xl/_rels/workbook.xml.rels",
            lambda text: text.replace(b'Target="worksheets', b'Target="/xl/worksheets'),
        ),
    ),
]


@pytest.mark.parametrize("written", OPENED, ids=lambda written: written.how)
def test_what_spreadsheet_programs_open_is_read_and_can_be_marked(written: Written) -> None:
    raw = written.do(filled())
    read = read_form(raw, FORM)
    assert read.faults == []
    assert [(line.indicator, line.value) for line in read.submission.lines] == [("urban_new_employment", 1790)]
    assert read.submission.note == "初步数"
    if written.how not in ("capitals", "a sheet in UTF-16"):
        marked = load_workbook(io.BytesIO(marked_copy(raw, [at(CELL, "jump", "请说明")])))
        assert marked["月报表"][CELL].comment is not None


class Unreadable(NamedTuple):
    """A file that cannot be read: what it is called, and a word of what is said."""

    how: str
    do: Callable[[bytes], bytes]
    code: str
    said: str


def sheet(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda raw: rewrite(raw, SHEET_PART, lambda text: text.replace(old, new, 1))


NAMED = [
    Unreadable(
        "a sheet that breaks off",
        lambda raw: rewrite(raw, SHEET_PART, lambda text: text[:900]),
        "form-damaged",
        "xl/worksheets/sheet1.xml",
    ),
    Unreadable(
        "no such sheet",
        lambda raw: rewrite(raw, "xl/workbook.xml", lambda text: text.replace(b"rId1", b"rId77")),
        "form-damaged",
        "月报表",
    ),
    Unreadable("a cell twice", sheet(b'r="B7"', b'r="A7"'), "form-damaged", "A7"),
    Unreadable("a cell in another row", sheet(b'r="B7"', b'r="B8"'), "form-damaged", "B8"),
    Unreadable("an address that is none", sheet(b'r="B7"', b'r="7B"'), "form-damaged", "不合规则的行列"),
    Unreadable("a style that is not there", sheet(b's="1"', b's="999"'), "form-damaged", "的内容不合规则"),
    Unreadable("a style before the first", sheet(b's="1"', b's="-1"'), "form-damaged", "的内容不合规则"),
    Unreadable(
        "a text that is not there",
        lambda raw: with_cell(raw, CELL, "<v>99999</v>", ' t="s"'),
        "form-damaged",
        "的内容不合规则",
    ),
    Unreadable("a number that is none", sheet(b"<v>1790</v>", b"<v>17x</v>"), "form-damaged", "的内容不合规则"),
    Unreadable("a number without end", sheet(b"<v>1790</v>", b"<v>1e999</v>"), "form-damaged", "的内容不合规则"),
    Unreadable(
        "a font that is not there",
        lambda raw: rewrite(raw, "xl/styles.xml", lambda text: text.replace(b'fontId="1"', b'fontId="99"')),
        "form-damaged",
        "xl/styles.xml",
    ),
    Unreadable(
        "too much merged",
        sheet(b"<mergeCells", b"<mergeCells>" + b'<mergeCell ref="Z1:Z2"/>' * 1_001 + b"</mergeCells><mergeCells"),
        "form-too-large",
        "远大于",
    ),
    Unreadable(
        "everything merged",
        sheet(b"<mergeCells", b'<mergeCells><mergeCell ref="L1:XFD1048576"/></mergeCells><mergeCells'),
        "form-too-large",
        "远大于",
    ),
    Unreadable(
        "two parts of one name",
        lambda raw: rewrite(raw, "XL/WORKBOOK.XML", lambda _: b"<workbook/>"),
        "form-damaged",
        "xl/workbook.xml",
    ),
    Unreadable(
        "a binary workbook", lambda raw: rewrite(raw, "xl/workbook.bin", lambda _: b"x"), "form-not-xlsx", ".xlsx"
    ),
    Unreadable(
        "a macro that is there by its ending",
        lambda raw: rewrite(
            rewrite(raw, "[Content_Types].xml", lambda text: text.replace(b"<Default", SHEETJS + b"<Default", 1)),
            "xl/code.vba",
            lambda _: b"x",
        ),
        "form-has-macros",
        "宏",
    ),
]


@pytest.mark.parametrize("unreadable", NAMED, ids=lambda unreadable: unreadable.how)
def test_what_cannot_be_read_is_named(unreadable: Unreadable) -> None:
    with pytest.raises(FormRefused) as told:
        read_form(unreadable.do(filled()), FORM)
    assert told.value.code == unreadable.code and unreadable.said in told.value.detail
