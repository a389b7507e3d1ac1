from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from shared.office.blocks import Cell, Column, Grid, Heading, Layout, Paragraph
from shared.office.docx import docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GRID = Grid("表", "表题", tuple(Column(f"列{number}", 40) for number in range(5)), ((*map(Cell, "一二三四五"),),))
PAPER = Layout(
    "关于某事的通报",
    "（2026年1月）",
    "",
    (Heading("一、总体情况"), Paragraph("一段话"), Paragraph("注", small=True), GRID),
    ("数据截至 2026年1月5日",),
    issuer="某某市人力资源和社会保障局",
    dated=date(2026, 1, 5),
)


def parts(layout: Layout) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(docx(layout))) as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}


def found(part: ElementTree.Element, name: str) -> ElementTree.Element:
    element = next(part.iter(f"{W}{name}"), None)
    assert element is not None
    return element


def twips(element: ElementTree.Element, name: str) -> int:
    return int(element.attrib[f"{W}{name}"])


def test_an_official_paper_has_the_prescribed_margins_and_grid() -> None:
    document = parts(PAPER)["word/document.xml"]
    margins, grid = found(document, "pgMar"), found(document, "docGrid")
    millimetres = {side: twips(margins, side) * 25.4 / 1440 for side in ("top", "bottom", "left", "right")}
    assert millimetres == pytest.approx({"top": 37, "bottom": 35, "left": 28, "right": 26}, abs=0.02)
    assert grid.attrib[f"{W}type"] == "lines"  # of a grid of characters LibreOffice makes twenty in a line
    assert 22 * twips(grid, "linePitch") <= 225 / 25.4 * 1440 < 22 * (twips(grid, "linePitch") + 1)


def test_its_body_is_set_in_16_points_on_the_lines_of_the_grid() -> None:
    document = parts(PAPER)["word/document.xml"]
    body = next(each for each in document.iter(f"{W}p") if "一段话" in "".join(each.itertext()))
    assert twips(found(body, "sz"), "val") == 32
    assert found(body, "spacing").attrib[f"{W}lineRule"] == "exact"
    assert twips(found(body, "spacing"), "line") == twips(found(document, "docGrid"), "linePitch")
    assert found(body, "rFonts").attrib[f"{W}eastAsia"] == "仿宋_GB2312"
    width = 2 * 160 + twips(found(found(body, "rPr"), "spacing"), "val")
    assert 28 * width <= 156 / 25.4 * 1440 < 28 * (width + 1), "twenty-eight of them fill a line"


def test_small_print_does_not_stand_on_the_lines_of_the_body() -> None:
    document = parts(PAPER)["word/document.xml"]
    cells = [found(each, "pPr") for each in document.iter(f"{W}tc")]
    assert cells
    assert {found(each, "snapToGrid").attrib[f"{W}val"] for each in cells} == {"0"}


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones() -> None:
    made = parts(PAPER)
    assert found(made["word/settings.xml"], "evenAndOddHeaders") is not None
    sides = {name: found(made[f"word/{name}.xml"], "jc").attrib[f"{W}val"] for name in ("footer1", "footer2")}
    assert sides == {"footer1": "right", "footer2": "left"}
    assert "".join(made["word/footer1.xml"].itertext()) == "—  PAGE 1 —"
    assert twips(found(made["word/footer1.xml"], "sz"), "val") == 28
    kinds = [each.attrib[f"{W}type"] for each in made["word/document.xml"].iter(f"{W}footerReference")]
    assert kinds == ["default", "even"]


def test_a_table_is_no_wider_than_the_text_and_one_that_fits_keeps_its_width() -> None:
    made = parts(PAPER)["word/document.xml"]
    assert sum(twips(each, "w") for each in made.iter(f"{W}gridCol")) == pytest.approx(156 / 25.4 * 1440, abs=5)
    narrow = replace(PAPER, blocks=(replace(GRID, columns=tuple(replace(each, width=20) for each in GRID.columns)),))
    widths = [twips(each, "w") for each in parts(narrow)["word/document.xml"].iter(f"{W}gridCol")]
    assert widths == [round(20 / 25.4 * 1440)] * 5


def test_the_office_stands_over_the_middle_of_the_date_four_characters_from_the_edge() -> None:
    *_, office, day = parts(PAPER)["word/document.xml"].iter(f"{W}p")
    assert ("".join(office.itertext()), "".join(day.itertext())) == ("某某市人力资源和社会保障局", "2026年1月5日")
    assert twips(found(day, "ind"), "right") == 4 * 16 * 20
    office_indent = next((twips(each, "right") for each in office.iter(f"{W}ind")), 0)
    assert office_indent == round((4 + 6 / 2 - 13 / 2) * 16 * 20)


def test_what_was_published_in_the_first_form_is_written_in_it_byte_for_byte() -> None:
    first = replace(PAPER, official=False, issuer="", dated=None)
    assert hashlib.sha256(docx(first)).hexdigest() == FIRST
    made = parts(first)
    assert "word/footer2.xml" not in made and "word/settings.xml" not in made


FIRST = "e6521e9c970d721d57036d1d14f3077f63c02dbcce9be0878f6d0c889eac9a09"
"""Of the document that the writer made before it knew of another form."""
