"""The renditions: the same content, the same bytes; what office programs open."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import msgspec
import openpyxl
import pytest

from services.aggregator.bulletin.layout import lay_out
from services.aggregator.bulletin.renditions import file_name, render
from services.aggregator.issuing.renditions import KINDS, PDF, digests
from services.aggregator.wording.years import change_text
from shared.events.bulletin_content import BulletinContent, Written
from shared.office.blocks import Grid, grids
from shared.office.package import pack, repack
from tests.bulletin_sample import a_bulletin
from tests.narrowing import there
from tests.unit.units_of_measure import unit_of


def test_the_same_content_gives_the_same_bytes_after_a_round_through_the_store() -> None:
    content = a_bulletin()
    again = msgspec.json.decode(msgspec.json.encode(content), type=BulletinContent)
    assert render(again) == render(content)
    assert digests(render(content)) == digests(render(a_bulletin()))


@pytest.mark.parametrize("suffix", [each for each in KINDS if each != PDF])
def test_another_figure_gives_other_bytes(suffix: str) -> None:
    content = a_bulletin()
    other = msgspec.structs.replace(content, position=content.position + 1)
    assert render(other)[suffix] != render(content)[suffix]


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_an_office_file_holds_no_time_of_writing(suffix: str) -> None:
    with zipfile.ZipFile(io.BytesIO(render(a_bulletin())[suffix])) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        assert entries[0].filename == "[Content_Types].xml"
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
        assert str(datetime.now(UTC).year).encode() not in archive.read("docProps/core.xml")
        for entry in entries:
            ElementTree.fromstring(archive.read(entry))


def test_the_document_says_everything_that_the_layout_does() -> None:
    layout = lay_out(a_bulletin())
    with zipfile.ZipFile(io.BytesIO(render(a_bulletin())["docx"])) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
        footer = archive.read("word/footer1.xml").decode()
    texts = {node.text for node in root.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")}
    for grid in grids(layout.blocks):
        assert {cell.text for row in grid.rows for cell in row if cell.text} <= texts
    assert {layout.title, layout.subtitle, layout.warning, *layout.closing} <= texts
    assert "第" in footer and "PAGE" in footer and "页" in footer


def test_the_workbook_holds_numbers_as_numbers_and_prints_as_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(a_bulletin())["xlsx"]))
    sheet = book["主要指标"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert rows[2][:6] == (8, "工伤保险参保人数", "万人", "约束性", "730", "750→>700")
    assert list(rows[2][6:9]) == [657, 747, pytest.approx(-4.294)]
    assert sheet["I6"].number_format == "0.0%"
    assert rows[1][6:9] == ("–", "–", "–")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"n", "s"}
    assert there(there(sheet.oddHeader).right).text == "模拟数据"
    assert "SHA-256" in str(book["链头"]["C3"].value)


def with_years() -> BulletinContent:
    """A bulletin with a target of the year in two of its rows, each a rate that has moved since a year ago."""
    content, unit = a_bulletin(), unit_of("%")
    (table,) = content.tables
    changes = [Written(change, change_text(change, unit)) for change in (-1_234, 2_000)]
    rows = tuple(
        msgspec.structs.replace(row, year_target=Written(55_000, "5.50"), year_change=change)
        for row, change in zip(table.rows, changes, strict=False)
    )
    return msgspec.structs.replace(content, tables=(msgspec.structs.replace(table, rows=rows),))


def test_a_rates_change_on_a_year_ago_is_a_number_with_its_unit_behind_it() -> None:
    found = render(with_years())
    assert {*found, PDF} == set(KINDS)
    sheet = openpyxl.load_workbook(io.BytesIO(found["xlsx"]))["主要指标"]
    assert [sheet[place].value for place in ("L4", "L5")] == [pytest.approx(-0.12), pytest.approx(0.2)]
    assert [sheet[place].number_format for place in ("L4", "L5")] == [
        '#,##0.00" 个百分点"',
        '+#,##0.00" 个百分点";-#,##0.00" 个百分点";#,##0.00" 个百分点"',
    ]


def test_a_table_with_the_columns_of_the_year_is_set_closer_and_no_other_page_changes_by_it() -> None:
    page, plain = (render(content)["html"].decode() for content in (with_years(), a_bulletin()))
    assert page.count('<table class="wide">') == 1
    assert "wide" not in plain


def test_a_cell_that_looks_like_a_formula_stays_text() -> None:
    content = a_bulletin()
    (table,) = content.tables
    evil = msgspec.structs.replace(table.rows[0], name="=1+1", target="=HYPERLINK(0)")
    bad = msgspec.structs.replace(content, tables=(msgspec.structs.replace(table, rows=(evil,)),))
    book = openpyxl.load_workbook(io.BytesIO(render(bad)["xlsx"]))
    assert book["主要指标"]["B4"].value == "=1+1"
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}


def test_the_page_escapes_what_names_hold() -> None:
    page = render(a_bulletin(title="<script>alert(1)</script>"))["html"].decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_what_is_not_simulated_carries_no_warning() -> None:
    layout = lay_out(a_bulletin(simulated=False))
    assert layout.warning == ""
    assert "模拟" not in render(a_bulletin(simulated=False))["html"].decode()


def test_sections_are_numbered_without_those_that_have_nothing() -> None:
    layout = lay_out(a_bulletin(rankings=()))
    heads = [block.text for block in layout.blocks if hasattr(block, "text") and "、" in block.text[:2]]
    assert [head[0] for head in heads] == list("一二三四五六")


def test_every_table_has_a_sheet_name_that_a_workbook_may_have() -> None:
    for block in lay_out(a_bulletin()).blocks:
        if isinstance(block, Grid):
            assert 0 < len(block.sheet) <= 31
            assert not set(block.sheet) & set("[]:*?/\\")


def test_a_files_name_tells_region_month_and_edition() -> None:
    assert file_name(a_bulletin(), "docx") == "500000-2025-03-2.docx"


def test_repacking_is_stable() -> None:
    parts = [("b", b"2"), ("[Content_Types].xml", b"1"), ("a", b"3")]
    assert repack(pack(parts)) == repack(pack(reversed(parts)))


@pytest.mark.parametrize(
    ("suffix", "digest"),
    [
        ("html", "46fcd4c14994badb4afbf1c2b2ce72709a88486bf64ea9e32b6616e70836fa6a"),
        ("docx", "ed62ba023c9b0c91e50525ed431f3dcef4360b749b5cfc2b5c7d9af32c7f8e19"),
    ],
)
def test_what_was_published_before_there_was_another_form_is_made_byte_for_byte(suffix: str, digest: str) -> None:
    assert digests(render(a_bulletin()))[suffix] == digest


def test_a_bulletin_of_now_is_signed_and_dated_without_padding_and_an_older_one_is_as_it_was() -> None:
    now = a_bulletin(form=1, issuer="某某市人力资源和社会保障局")
    assert lay_out(now).official and not lay_out(a_bulletin()).official
    page = render(now)["html"].decode()
    assert "数据截至 2025年4月9日 09:00:00" in page and "某某市人力资源和社会保障局" in page
    assert "数据截至 2025年04月09日 09:00:00" in render(a_bulletin())["html"].decode()


def test_words_for_a_progress_are_text_in_the_workbook_and_figures_stay_numbers() -> None:
    content = a_bulletin()
    (table,) = content.tables
    rows = tuple(
        msgspec.structs.replace(row, progress=Written(-42_941, "未增反降")) if row.row == 8 else row
        for row in table.rows
    )
    away = msgspec.structs.replace(content, tables=(msgspec.structs.replace(table, rows=rows),))
    sheet = openpyxl.load_workbook(io.BytesIO(render(away)["xlsx"]))["主要指标"]
    assert (sheet["I6"].value, sheet["I4"].value) == ("未增反降", pytest.approx(1.098))


def test_a_total_stands_over_the_districts_and_an_adjusted_amount_is_marked_and_explained() -> None:
    content = a_bulletin(form=1)
    (ranking, *rest) = content.rankings
    rows = (msgspec.structs.replace(ranking.rows[0], actual=Written(4_200_049, "42.01"), adjusted=True),)
    balanced = msgspec.structs.replace(ranking, rows=rows, total=Written(4_200_049, "42.01"))
    found = render(msgspec.structs.replace(content, rankings=(balanced, *rest)))
    page = found["html"].decode()
    assert "42.01*" in page and "合计" in page and "舍位平衡" in page
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(found["xlsx"]))["通报"].iter_rows() for cell in row]
    marked = next(cell for cell in cells if "*" in str(cell.number_format))
    assert marked.value == pytest.approx(42.01)
    assert "舍位平衡" not in render(content)["html"].decode()
